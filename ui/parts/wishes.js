// Wishes for the script, and what writers propose: each change is taken or left by itself. Also what is being written.
// It talks to REST; what is taken reaches the rest of the page as any change of the project does.
const { t, h, icon, put, button, iconButton, keyed, sentence } = page;
const root = element.querySelector('.sr-wishes');
let project = '', scenes = [];

// ---- asking ----
const target = h('select', { class: 'sr-select', label: t('wish_target') });
const words = h('input', { class: 'sr-input', label: t('wish_words'), placeholder: t('wish_hint'), maxLength: 2000, spellcheck: true });
const send = button(t('wish_ask'), 'again', () => ask({ wish: 'instruct', words: words.value }), { id: 'op_wish' });
words.onkeydown = event => { if (event.key === 'Enter' && !event.isComposing) { event.preventDefault(); send.click(); } };
const quick = h('div', { class: 'sr-wish-quick' }, ...[
  ['tighten', {}], ['continue', {}], ['split', {}], ['merge', {}],
  ['translate', () => ({ language: page.here.spoken === 'zh' ? 'en' : 'zh' })],
].map(([wish, more]) => button(t('wish_' + wish), null, () => ask({ wish, ...(typeof more === 'function' ? more() : more) }), { class: 'quiet', data: { wish } })),
button(t('wish_loglines'), null, loglines, { class: 'quiet' }));
const bar = h('div', { class: 'sr-wish-bar' }, target, words, send, quick);
const doing = h('div', { class: 'sr-wish-doing', role: 'status', hidden: true });
const draft = h('article', { class: 'sr-draft', 'aria-live': 'off', hidden: true });
const lines = h('div', { class: 'sr-loglines', hidden: true });
const list = h('div', { class: 'sr-proposals' });
root.append(bar, doing, draft, lines, list);

async function ask(wish) {
  const [kind, id] = target.value.split(' ');
  if (wish.wish === 'instruct' && !wish.words.trim()) { words.focus(); return; }
  const job = await page.send('POST', '/projects/' + project + '/revise', { ...wish, target: kind, target_id: id || '' });
  if (job) { words.value = ''; wanted.add(job.id); watchJob(job); }
}
async function loglines() {
  const job = await page.send('POST', '/projects/' + project + '/loglines');
  if (job) { wanted.add(job.id); watchJob(job); }
}

// ---- what is being done: our own jobs, and the writer's draft of whatever is being written ----
const wanted = new Set();
const WRITES = ['write_script', 'plan_shots', 'revise', 'write_loglines'];
function watchJob(job) {
  if (job.project_id !== project || !WRITES.includes(job.kind)) return;
  const runs = ['pending', 'processing', 'paused'].includes(job.state);
  if (['revise', 'write_loglines'].includes(job.kind)) {
    doing.hidden = !runs;
    if (runs) doing.replaceChildren(icon('spin'), h('span', { text: page.word('kind', job.kind) + (job.note ? ': ' + sentence(job.note) : '') }), iconButton('cross', t('page_cancel'), () => page.send('POST', '/jobs/' + job.id + '/cancel')));
  }
  drawDraft(runs ? job.draft : '');
  if (runs || !wanted.delete(job.id)) return;
  if (job.state === 'failed') page.toast(sentence(job.error));
  if (job.state === 'completed' && job.kind === 'write_loglines') drawLoglines((job.result || {}).loglines || []);
  if (job.state === 'completed' && job.kind === 'revise') fetchProposals();
}
function drawDraft(told) {
  const said = told ? JSON.parse(told) : null;
  draft.hidden = !said || !said.so_far || !Object.keys(said.so_far).length;
  if (draft.hidden) { draft.replaceChildren(); return; }
  const now = said.so_far, rows = [];
  const add = (cls, text) => { if (text) rows.push(h('p', { class: cls, text: String(text) })); };
  rows.push(h('span', { class: 'sr-label', text: said.position === null ? t('wish_outlining') : t('wish_writing', { n: said.position + 1 }) }));
  add('sr-script-title', now.title); add('sr-logline', now.logline);
  for (const s of now.scenes || []) add('sr-action', [s.place, s.summary || s.action].filter(Boolean).join(': '));
  add('sr-action', now.action);
  for (const l of now.lines || []) add('sr-spoken', (l.character ? l.character + ': ' : '') + (l.text || ''));
  for (const s of now.shots || []) add('sr-action', [s.size, s.subject, s.action].filter(Boolean).join(' · '));
  draft.replaceChildren(...rows);
}
function drawLoglines(found) {
  lines.hidden = !found.length;
  lines.replaceChildren(h('div', { class: 'sr-proposal-head' }, h('strong', { text: t('wish_loglines_choose') }), iconButton('cross', t('page_close'), () => { lines.hidden = true; })),
    ...found.map(text => h('div', { class: 'sr-change' }, h('p', { text }), button(t('wish_use'), 'check', () => useLogline(text)))));
}
async function useLogline(text) {
  const film = await page.send('GET', '/projects/' + project);
  if (!film) return;
  const told = film.project.brief.text, brief = told.startsWith(text) ? told : text + '\n\n' + told;
  if (await page.send('PATCH', '/projects/' + project + '/brief', { text: brief })) { lines.hidden = true; page.toast(t('wish_used')); }
}

// ---- what is proposed ----
async function fetchProposals() {
  if (!project) { list.replaceChildren(); list.kept = undefined; return; }
  const asked = project;
  const answer = await fetch('/api/v1/projects/' + asked + '/proposals');
  if (answer.ok && asked === project) { const found = await answer.json(); keyed(list, found, p => p.id, makeProposal, patchProposal); }
}
function makeProposal() {
  const p = {};
  p.said = h('strong', {});
  p.changes = h('div', { class: 'sr-changes' });
  p.el = h('section', { class: 'sr-proposal' },
    h('div', { class: 'sr-proposal-head' }, p.said,
      button(t('wish_take_all'), 'check', () => decide(p.id, 'accept'), { class: 'primary' }), button(t('wish_leave_all'), 'cross', () => decide(p.id, 'refuse'))),
    p.changes);
  return p;
}
function patchProposal(p, given) {
  p.id = given.id;
  put(p.said, given.words || t('wish_' + given.wish));
  p.el.setAttribute('aria-label', t('wish_proposed') + ': ' + p.said.textContent);
  keyed(p.changes, given.changes.filter(c => c.state === 'open'), c => c.id, makeChange, (c, change) => patchChange(c, change, given));
}
function makeChange() {
  const c = {};
  c.where = h('span', { class: 'sr-label' });
  c.before = h('del', {});
  c.after = h('ins', {});
  c.take = iconButton('check', t('wish_take'), () => decide(c.proposal, 'accept', [c.id]));
  c.leave = iconButton('cross', t('wish_leave'), () => decide(c.proposal, 'refuse', [c.id]));
  c.el = h('div', { class: 'sr-change' }, h('div', { class: 'sr-change-words' }, c.where, c.before, c.after), h('div', { class: 'sr-change-acts' }, c.take, c.leave));
  return c;
}
function patchChange(c, change, proposal) {
  c.id = change.id;
  c.proposal = proposal.id;
  const told = value => value === null || value === undefined ? '' : typeof value === 'object' ? [value.heading, value.action, value.character, value.text].filter(Boolean).join(' · ') : String(value);
  const number = scenes.findIndex(s => s.id === change.row_id || s.id === change.scene_id || (s.lines || []).some(l => l.id === change.row_id)) + 1;
  put(c.where, (number ? t('script_scene', { n: number }) + ' · ' : '') + t('wish_' + change.op) + ' ' + (change.op === 'set' ? page.word('field', change.field) : page.word('field', change.kind)));
  put(c.before, change.op === 'add' ? '' : told(change.before));
  put(c.after, change.op === 'remove' ? '' : told(change.after));
  c.before.hidden = !c.before.textContent;
  c.after.hidden = !c.after.textContent;
}
async function decide(id, what, changes) {
  await page.send('POST', '/proposals/' + id + '/' + what, changes ? { changes } : undefined);
  fetchProposals();
}

// ---- which film ----
function apply() {
  const value = props.value || {};
  scenes = value.scenes || [];
  const fresh = project !== (value.project || '');
  project = value.project || '';
  root.hidden = !scenes.length;
  const chosen = target.value;
  target.replaceChildren(h('option', { value: 'script', text: t('wish_script') }), ...scenes.map((s, n) => h('option', { value: 'scene ' + s.id, text: t('script_scene', { n: n + 1 }) + ' · ' + s.heading })));
  if ([...target.options].some(o => o.value === chosen)) target.value = chosen;
  page.here.spoken = value.spoken;
  narrow();
  if (fresh) { doing.hidden = draft.hidden = lines.hidden = true; list.replaceChildren(); list.kept = undefined; fetchProposals(); }
}
// What can be wished for the whole script: not splitting or merging.
function narrow() { for (const b of quick.children) if (['split', 'merge'].includes(b.dataset.wish)) b.disabled = target.value === 'script'; }
target.onchange = narrow;
watch('value', apply);
page.on('job', watchJob);
page.on('wish', id => { target.value = 'scene ' + id; narrow(); words.focus(); words.scrollIntoView({ block: 'nearest' }); });
apply();
