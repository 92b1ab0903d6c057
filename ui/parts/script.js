// events: 'edit' {kind, id, field, value, revision} 'new_row' {kind, scene, as} 'remove_row' {kind, id} 'rewrite' 'replan' 'film'
// The screenplay on its page, edited in place, and the bible beside it. A field that a person is in is never written to.
const { t, h, icon, put, button, iconButton, keyed } = page;
const root = element.querySelector('.sr-script');
const revision = new Map();  // of rows, by id

// A field that saves itself when it was changed and left.
function field(kind, name, given) {
  const el = h(given.rows ? 'textarea' : 'input', { spellcheck: true, autocomplete: 'off', ...given });
  el.save = () => { const row = el.row; if (row !== undefined) trigger('edit', { kind, id: row, field: name, value: el.value, revision: revision.get(row) ?? null }); };
  el.onchange = el.save;
  el.oninput = () => { page.grow(el); el.classList.remove('sr-wrong'); };
  el.onkeydown = event => { if (event.key === 'Enter' && (!given.rows || (event.ctrlKey || event.metaKey))) { event.preventDefault(); el.blur(); } };
  el.dataset.field = name;
  return el;
}

const none = h('div', { class: 'sr-none' }, icon('film'), h('strong', { text: t('script_none') }), h('span', { text: t('script_none_hint') }), button(t('script_to_brief'), null, () => page.show('brief')));
const writing = h('div', { class: 'sr-none' }, icon('spin'), h('strong', { text: t('script_writing') }), h('span', { class: 'sr-script-brief' }));
const title = field('project', 'title', { class: 'sr-script-title', label: t('script_title'), maxLength: 255 });
const logline = h('p', { class: 'sr-logline' }), total = h('span', { class: 'sr-quiet' });
const scenes = h('div', { class: 'sr-scenes' });
const again = button(t('script_again'), 'again', async () => { if (await page.ask(t('script_again_ask'), t('script_again'), true)) { trigger('rewrite', {}); } }, { id: 'op_write_again' });
const replan = button(t('script_replan'), 'film', async () => { if (await page.ask(t('script_replan_ask'), t('script_replan'), true)) { trigger('replan', {}); page.show('storyboard'); } }, { id: 'op_plan_again' });
const film = button(t('brief_make'), 'play', () => { trigger('film', {}); page.show('storyboard'); }, { class: 'primary', id: 'op_film_it' });
const style = field('style', 'prompt', { class: 'sr-textarea', rows: 2, label: t('script_style_words'), placeholder: t('script_style_hint') });
const styleName = h('select', { class: 'sr-select', label: t('brief_style'), onchange: () => trigger('edit', { kind: 'style', id: 'style', field: 'name', value: styleName.value, revision: null }) });
const people = h('div', { class: 'sr-people' });
const addPerson = button(t('script_add_character'), 'plus', () => trigger('new_row', { kind: 'character' }), { class: 'quiet' });
const paper = h('article', { class: 'sr-paper', label: t('tab_script') }, title, logline, scenes);
const bible = h('aside', { class: 'sr-bible', label: t('script_bible') },
  h('div', { class: 'sr-bible-tools' }, film, replan, again), total,
  h('h3', { text: t('script_style') }), styleName, style,
  h('h3', { text: t('script_characters') }), people, addPerson);
const desk = h('div', { class: 'sr-script-desk' }, paper, bible);
root.append(none, writing, desk);

function makeScene() {
  const s = {};
  s.number = h('span', { class: 'sr-scene-number' });
  s.heading = field('scene', 'heading', { class: 'sr-heading', label: t('script_heading') });
  s.time = h('span', { class: 'sr-scene-time' });
  s.action = field('scene', 'action', { class: 'sr-action', rows: 1, label: t('script_action') });
  s.mood = field('scene', 'mood', { class: 'sr-mood', label: t('shot_mood'), placeholder: t('shot_mood') });
  s.lines = h('div', { class: 'sr-lines' });
  s.add = h('div', { class: 'sr-scene-add' },
    button(t('script_add_narration'), 'plus', () => trigger('new_row', { kind: 'line', scene: s.id, as: 'narration' }), { class: 'quiet' }),
    button(t('script_add_dialogue'), 'plus', () => trigger('new_row', { kind: 'line', scene: s.id, as: 'dialogue', character: first() }), { class: 'quiet' }));
  s.mark = h('span', { class: 'sr-badge', hidden: true });
  s.wish = iconButton('again', t('wish_of_scene'), () => page.emit('wish', s.id));
  s.confirm = iconButton('lock', t('script_confirm'), () => trigger('edit', { kind: 'scene', id: s.id, field: 'confirmed', value: !s.confirmed, revision: null }), { class: 'sr-toggle' });
  s.el = h('section', { class: 'sr-scene' }, h('div', { class: 'sr-scene-head' }, s.number, s.heading, s.mark, s.time, s.wish, s.confirm), s.action, s.lines,
    h('div', { class: 'sr-scene-foot' }, h('label', {}, h('span', { class: 'sr-label', text: t('shot_mood') }), s.mood), s.add));
  return s;
}
const first = () => (props.value.characters || [])[0]?.name || t('script_somebody');
function patchScene(s, scene, n) {
  s.id = scene.id;
  revision.set(scene.id, scene.revision);
  for (const name of ['heading', 'action', 'mood']) { s[name].row = scene.id; page.fill(s[name], scene[name]); }
  put(s.number, String(n + 1));
  s.confirmed = scene.confirmed;
  s.confirm.setAttribute('aria-pressed', String(scene.confirmed));
  s.confirm.title = t(scene.confirmed ? 'script_confirmed' : 'script_confirm');
  s.mark.hidden = scene.state === 'written';
  put(s.mark, scene.state === 'written' ? '' : t(scene.state === 'outlined' ? 'script_outlined' : 'script_filled_in'));
  put(s.time, t('script_scene_time', { spoken: scene.spoken.toFixed(1), seconds: scene.seconds.toFixed(1) }));
  s.time.classList.toggle('sr-over', scene.spoken > scene.seconds + 2);
  s.el.setAttribute('aria-label', t('script_scene', { n: n + 1 }));
  keyed(s.lines, scene.lines, l => l.id, makeLine, patchLine);
}
function makeLine() {
  const l = {};
  l.who = field('line', 'character', { class: 'sr-speaker', label: t('script_speaker') });
  l.voice = h('span', { class: 'sr-narrator', text: t('script_narration') });
  l.text = field('line', 'text', { class: 'sr-spoken', rows: 1, label: t('script_line') });
  l.shot = h('span', { class: 'sr-line-shot' });
  l.remove = iconButton('trash', t('script_remove_line'), () => trigger('remove_row', { kind: 'line', id: l.id }));
  l.el = h('div', { class: 'sr-line' }, h('div', { class: 'sr-line-who' }, l.voice, l.who), l.text, l.shot, l.remove);
  return l;
}
function patchLine(l, line) {
  l.id = line.id;
  revision.set(line.id, line.revision);
  l.text.row = l.who.row = line.id;
  l.el.dataset.kind = line.kind;
  l.voice.hidden = line.kind !== 'narration';
  l.who.hidden = line.kind === 'narration';
  page.fill(l.who, line.character);
  page.fill(l.text, line.text);
  put(l.shot, line.shot ? t('script_over_shot', { n: line.shot }) : '');
}
function makePerson() {
  const p = {};
  p.name = field('character', 'name', { class: 'sr-input', label: t('script_name'), maxLength: 120 });
  p.look = field('character', 'look', { class: 'sr-textarea', rows: 2, label: t('script_look'), placeholder: t('script_look') });
  p.remove = iconButton('trash', t('script_remove_character'), async () => { if (await page.ask(t('script_remove_character_ask', { name: p.name.value }), t('page_delete'), true)) trigger('remove_row', { kind: 'character', id: p.id }); });
  p.el = h('div', { class: 'sr-person' }, h('div', { class: 'sr-person-head' }, p.name, p.remove), p.look);
  return p;
}
function patchPerson(p, person) {
  p.id = person.id;
  revision.set(person.id, person.revision);
  for (const name of ['name', 'look']) { p[name].row = person.id; page.fill(p[name], person[name]); }
}

// Somebody else changed the same row: theirs is in the field's place, mine is kept above it until one is chosen.
function showConflict(conflict) {
  const kept = [...root.querySelectorAll('input, textarea')].find(el => el.row === conflict.id && el.dataset.field === conflict.field);
  if (!kept) { page.toast(conflict.why); return; }
  kept.classList.add('sr-wrong');
  const note = h('div', { class: 'sr-clash', role: 'alert' }, h('p', { text: t('script_conflict') }),
    h('div', { class: 'sr-clash-side' }, h('span', { class: 'sr-label', text: t('board_mine') }), h('p', { text: conflict.mine }), button(t('board_keep'), 'check', () => { note.remove(); kept.value = conflict.mine; kept.save(); kept.classList.remove('sr-wrong'); })),
    h('div', { class: 'sr-clash-side' }, h('span', { class: 'sr-label', text: t('board_theirs') }), h('p', { text: kept.value }), button(t('board_keep'), 'check', () => { note.remove(); kept.classList.remove('sr-wrong'); })));
  kept.before(note);
}

let project = null;
function apply() {
  const value = props.value || { scenes: [] };
  if (project !== value.project) { project = value.project; root.scrollTop = 0; }
  const written = (value.scenes || []).length > 0;
  none.hidden = !!value.project;
  writing.hidden = !value.project || written;
  desk.hidden = !written;
  if (value.project && !written) put(writing.lastChild, value.brief || '');
  if (!written) return;
  title.row = value.project;
  page.fill(title, value.title);
  put(logline, value.logline || '');
  put(total, t('script_total', { spoken: value.scenes.reduce((sum, s) => sum + s.spoken, 0).toFixed(0), words: words(value) }));
  style.row = 'style';
  page.fill(style, value.style.prompt);
  if (styleName.options.length !== value.styles.length) styleName.replaceChildren(...value.styles.map(name => h('option', { value: name, text: page.word('style', name) })));
  if (document.activeElement !== styleName) styleName.value = value.style.name;
  keyed(people, value.characters, c => c.id, makePerson, patchPerson);
  keyed(scenes, value.scenes, s => s.id, makeScene, patchScene);
  root.querySelectorAll('textarea').forEach(page.grow);
  if (value.conflict) showConflict(value.conflict);
  if (value.focus) { const el = [...root.querySelectorAll('input, textarea')].find(f => f.row === value.focus && !f.hidden && f.dataset.field !== 'character'); if (el) { el.focus(); el.select(); } }
}
function words(value) {
  const spoken = value.scenes.flatMap(s => s.lines.map(l => l.text)).join(' ');
  const ideographs = (spoken.match(/[\u3400-\u9fff]/g) || []).length;
  return ideographs + spoken.replace(/[\u3400-\u9fff\u3000-\u303f\uff00-\uffef]/g, ' ').split(/\s+/).filter(w => /[\p{L}\p{N}]/u.test(w)).length;
}
watch('value', apply);
page.on('tab', name => { if (name === 'script') root.querySelectorAll('textarea').forEach(page.grow); });
apply();
