// events: 'act' {verb, shots, takes} 'edit' {id, value, revision, new} 'pick' {take} 'approve' {take} 'settle' {field, value}
// Above the inspector's fields: the shot's number, its tools, takes, spoken lines and what the camera will get.
const { t, h, icon, put, button, iconButton, keyed } = page;
const root = element.querySelector('.sr-panel');
const head = h('h2', { id: 'shot_head' }), state = h('span', { class: 'sr-shot-state' });
const chosen = () => (page.here.shots && page.here.shots.length > 1 ? page.here.shots : [page.here.shot]);
const act = (verb, more = {}) => { if (page.here.shot || verb === 'insert') trigger('act', { verb, shots: chosen(), ...more }); };
const remove = () => {
  const gone = chosen();
  act('delete');
  page.toast(t('board_deleted', { n: gone.length }), t('page_undo'), () => page.emit('undelete', gone));
};
const lock = iconButton('lock', t('board_lock'), () => act('lock'), { id: 'op_lock' });
const tools = h('div', { class: 'sr-tools', role: 'toolbar', label: t('board_tools') },
  button(t('board_render'), 'play', () => act('render'), { class: 'primary', id: 'op_render', title: t('board_render_hint') }),
  button(t('board_render_anew'), 'again', () => act('render_anew'), { id: 'op_render_anew', title: t('board_render_anew_hint') }),
  h('span', { class: 'sr-gap' }), lock,
  iconButton('copy', t('board_duplicate'), () => act('duplicate'), { id: 'op_duplicate' }),
  iconButton('plus', t('board_insert'), () => act('insert'), { id: 'op_insert' }),
  iconButton('trash', t('board_delete'), remove, { id: 'op_delete' }));
const why = h('span', {}), trouble = h('p', { class: 'sr-trouble', role: 'status', hidden: true }, icon('failed'), why);
function drawTrouble() {
  const stands = page.here.stands || {};  // as the filmstrip tells it
  const failed = stands.id === (props.value || {}).shot && stands.state === 'failed';
  put(why, failed ? page.sentence(stands.error) : '');
  trouble.hidden = !failed;
}
page.on('state', drawTrouble);
const clash = h('div', { class: 'sr-clash', role: 'alert', hidden: true });
const takes = h('div', { class: 'sr-takes', role: 'group', label: t('board_takes') });
const many = h('select', { class: 'sr-select', label: t('board_how_many') }, ...[1, 2, 3, 4, 5, 6, 7, 8].map(n => h('option', { value: n, text: String(n) })));
many.value = '4';
const sweep = button(t('board_sweep'), 'again', () => act('sweep', { takes: +many.value }), { class: 'quiet', id: 'op_sweep', title: t('board_sweep_hint') });
const takesBlock = h('section', {}, h('div', { class: 'sr-row-head' }, h('h3', { text: t('board_takes') }), h('span', { class: 'sr-gap' }), many, sweep), takes);
const stills = h('div', { class: 'sr-takes', role: 'group', label: t('board_stills') });
const none = button(t('board_no_still'), 'cross', () => trigger('approve', { take: null }), { class: 'quiet', id: 'op_no_still' });
const paint = button('', 'plus', () => act(stills.hidden ? 'still' : 'still_anew'), { class: 'quiet', id: 'op_still' });
const stillsNote = h('p', { class: 'sr-quiet' });
const stillsBlock = h('section', {}, h('div', { class: 'sr-row-head' }, h('h3', { text: t('board_stills') }), h('span', { class: 'sr-gap' }), none, paint), stills, stillsNote);
const lines = h('div', { class: 'sr-shot-lines' });
const least = h('p', { class: 'sr-quiet' });
const prompts = h('div', { id: 'prompts' });
const promptBlock = h('details', { class: 'sr-prompt-block' }, h('summary', { text: t('board_prompt') }), prompts);
root.append(h('div', { class: 'sr-panel-head' }, head, state), tools, trouble, clash, stillsBlock, takesBlock,
  h('section', {}, h('h3', { text: t('board_lines') }), lines, least), promptBlock);

function makeTake(take) {
  const number = h('span', {}), picture = h('img', { alt: '', loading: 'lazy' });
  const el = h('button', { type: 'button', class: 'sr-take', onclick: () => trigger('pick', { take: take.id }) }, picture, number);
  picture.src = take.poster;
  return { el, number };
}
function patchTake(entry, take, n) {
  put(entry.number, t('board_take', { n: n + 1 }));
  entry.el.setAttribute('aria-pressed', String(take.picked));
  entry.el.setAttribute('aria-label', t('board_take_label', { n: n + 1, seed: take.seed ?? '', maker: take.maker }));
}
function makeStill(take) {
  const number = h('span', {}), picture = h('img', { alt: '', loading: 'lazy', src: take.media });
  const el = h('button', { type: 'button', class: 'sr-take', onclick: () => trigger('approve', { take: take.id }) }, picture, number);
  return { el, number };
}
function patchStill(entry, take, n) {
  put(entry.number, t(take.picked ? 'board_approved' : 'board_approve'));
  entry.el.setAttribute('aria-pressed', String(take.picked));
  entry.el.setAttribute('aria-label', t('board_still_label', { n: n + 1, seed: take.seed ?? '', maker: take.maker }));
}
function makeLine(line) {
  const entry = { id: line.id };
  entry.who = h('span', { class: 'sr-who' });
  entry.field = h('textarea', { rows: 1, class: 'sr-textarea', label: t('board_line'), oninput: () => page.grow(entry.field) });
  entry.field.onchange = () => trigger('edit', { id: entry.id, value: entry.field.value, revision: entry.revision });
  entry.el = h('label', { class: 'sr-shot-line' }, entry.who, entry.field);
  return entry;
}
function patchLine(entry, line) {
  entry.revision = line.revision;
  put(entry.who, line.kind === 'dialogue' ? line.character : t('script_narration'));
  page.fill(entry.field, line.text);
}
// Before and after: the fields in one line, and what each camera is told. Drawn anew only where the words are others.
let told = '';
function drawPrompts(value) {
  const words = JSON.stringify(value);
  if (words === told) return;
  told = words;
  const row = (label, text, kind = 'sr-prompt') => h('div', {}, h('span', { class: 'sr-label', text: label }), h('p', { class: kind, text }));
  const one = x => h('div', { class: 'sr-told' },
    h('h3', { text: t('crew_' + x.kind) + ' · ' + (x.name || t('board_prompt_plain')) }),
    h('p', { class: 'sr-prompt', tabIndex: 0, label: t('crew_' + x.kind), text: x.prompt || '–' }),
    x.negative_prompt.trim() ? row(t('shot_negative_prompt'), x.negative_prompt, 'sr-quiet') : null,
    ...x.left_out.map(out => h('p', { class: 'sr-quiet', text: t('board_prompt_left_out', { fields: out.fields.map(name => t('shot_' + name)).join(t('board_prompt_comma')), why: page.sentence(out.why) }) })),
    ...x.notes.map(note => h('p', { class: 'sr-told-note', text: page.sentence(note) })));
  const same = value.told.every(x => x.prompt === value.plain);
  prompts.replaceChildren(...(same ? [] : [row(t('board_prompt_fields'), value.plain, 'sr-quiet')]), ...value.told.map(one));
}
// Stays until one is chosen, whatever news come for this shot.
let unsettled = null;
function drawClash(news, shot) {
  if (news) unsettled = { ...news, shot };
  if (unsettled && unsettled.shot !== shot) unsettled = null;
  const value = unsettled;
  clash.hidden = !value;
  if (!value || !news) return;
  const keep = which => { clash.hidden = true; unsettled = null; trigger('settle', { field: value.field, value: value[which] }); };
  const side = (which, label) => h('div', { class: 'sr-clash-side' }, h('span', { class: 'sr-label', text: label }), h('p', { text: String(value[which]) }), button(t('board_keep'), 'check', () => keep(which)));
  clash.replaceChildren(h('p', { text: t('board_conflict', { field: t('shot_' + value.field) }) }), side('mine', t('board_mine')), side('theirs', t('board_theirs')));
}
function apply() {
  const value = props.value || {};
  if (!page.here.shots || !page.here.shots.includes(page.here.shot)) page.here.shot = value.shot || '';
  document.getElementById('inspector')?.classList.toggle('sr-no-shot', !value.shot);
  root.hidden = !value.shot;
  if (!value.shot) return;
  put(head, t('board_shot_of', { n: value.number, of: value.of }));
  put(state, value.locked ? t('board_locked') : '');
  lock.setAttribute('aria-pressed', String(!!value.locked));
  stillsBlock.hidden = !value.paints && !value.stills.length;
  stills.hidden = !value.stills.length;
  keyed(stills, value.stills, x => x.id, makeStill, patchStill);
  none.hidden = !value.still;
  paint.hidden = !value.paints;
  put(paint.lastChild, t(value.stills.length ? 'board_still_anew' : 'board_still'));
  put(stillsNote, !value.begins ? t('board_still_unused') : !value.stills.length ? t('board_still_hint') : value.still ? '' : t('board_still_choose'));
  stillsNote.hidden = !stillsNote.textContent;
  takes.hidden = !value.takes.length;
  keyed(takes, value.takes, x => x.id, makeTake, patchTake);
  keyed(lines, value.lines, x => x.id, makeLine, patchLine);
  lines.querySelectorAll('textarea').forEach(page.grow);
  put(least, value.lines.length ? t('board_least', { seconds: value.least.toFixed(1) }) : t('board_silent'));
  drawPrompts(value.prompts);
  drawTrouble();
  drawClash(value.conflict, value.shot);
}
watch('value', () => { apply(); page.emit('shot', (props.value || {}).shot || null); });
apply();

// ---- keys of the room ----
document.addEventListener('keydown', event => {
  if (page.shown() !== 'storyboard' || document.querySelector('dialog[open]')) return;
  const typing = event.target.closest?.('input, textarea, select, [contenteditable=true]');
  if ((event.ctrlKey || event.metaKey) && event.key === 'Enter') {
    event.preventDefault();
    const field = document.activeElement;
    if (typing) field.blur();
    setTimeout(() => act('render'), typing ? 60 : 0);
    if (typing) field.focus();
  } else if (!typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const verb = { d: 'duplicate', l: 'lock' }[event.key];
    if (verb) { event.preventDefault(); act(verb); }
    else if (event.key === 'Delete' && event.target.closest?.('#filmstrip')) { event.preventDefault(); remove(); }
  }
});
