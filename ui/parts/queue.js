// events: 'refresh' {state, project, kind} 'act' {id, verb, state, project, kind}
// Running, waiting and past jobs. Progress comes over the live channel straight into the rows.
const { t, h, icon, put, button, iconButton, keyed, word } = page;
const root = element.querySelector('.sr-queue');
const OPEN = ['processing', 'pending', 'paused'];
const option = (value, text) => h('option', { value, text });
const choose = (label, values) => { const el = h('select', { class: 'sr-select', label, onchange: () => ask(0) }); el.append(...values); return el; };
const byState = choose(t('queue_state'), [option('', t('queue_all_states')), ...['processing', 'pending', 'paused', 'completed', 'failed', 'cancelled'].map(s => option(s, word('state', s)))]);
const byKind = choose(t('queue_kind'), [option('', t('queue_all_kinds')), ...['write_script', 'plan_shots', 'revise', 'write_loglines', 'speak_lines', 'render_still', 'render_shot', 'score_film', 'cut_film', 'get_model', 'verify_model', 'calibrate_model'].map(k => option(k, word('kind', k)))]);
const byProject = choose(t('queue_project'), [option('', t('queue_all_projects')), option('this', t('queue_this_project'))]);
const cancelAll = button(t('queue_cancel_all'), 'stop', async () => { if (await page.ask(t('queue_cancel_all_ask'), t('queue_cancel_all'), true)) act('', 'cancel_all'); }, { id: 'op_cancel_all' });
const summary = h('span', { class: 'sr-quiet', role: 'status' });
const body = h('div', { class: 'sr-jobs', role: 'table', label: t('tab_queue') });
const none = h('div', { class: 'sr-none' }, icon('clock'), h('strong', { text: t('queue_none') }), h('span', { text: t('queue_none_hint') }));
root.append(h('div', { class: 'sr-bar' }, byState, byKind, byProject, summary, h('span', { class: 'sr-gap' }), cancelAll), body, none);

const filters = () => ({ state: byState.value, kind: byKind.value, project: byProject.value === 'this' ? page.here.project : '' });
let timer = 0;
const ask = (wait = 300) => { clearTimeout(timer); timer = setTimeout(() => trigger('refresh', filters()), wait); };
const act = (id, verb) => trigger('act', { id, verb, ...filters() });

const visit = job => (job.project_id ? page.emit('visit', job.project_id) : page.showModel(job.args.model_id));
function makeJob() {
  const j = {};
  j.state = h('span', { class: 'sr-job-state', role: 'cell' });
  j.kind = h('span', { class: 'sr-job-kind' });
  j.film = h('button', { type: 'button', class: 'sr-job-film', onclick: () => visit(j.job) });
  j.fill = h('i');
  j.track = h('div', { class: 'sr-track', role: 'progressbar', 'aria-label': t('page_progress'), 'aria-valuemin': '0', 'aria-valuemax': '100' }, j.fill);
  j.note = h('span', { class: 'sr-job-note' });
  j.time = h('span', { class: 'sr-job-time', role: 'cell' });
  const tool = (name, label, verb) => (j[verb] = iconButton(name, label, () => act(j.job.id, verb)));
  j.tools = h('span', { class: 'sr-job-tools', role: 'cell' }, tool('up', t('queue_first'), 'first'), tool('down', t('queue_last'), 'last'),
    tool('pause', t('queue_pause'), 'pause'), tool('play', t('queue_resume'), 'resume'), tool('again', t('queue_retry'), 'retry'), tool('cross', t('queue_cancel'), 'cancel'));
  j.asked = iconButton('search', t('queue_calls'), () => showCalls(j.job));
  j.tools.prepend(j.asked);
  j.el = h('div', { class: 'sr-job', role: 'row' }, j.state, h('div', { class: 'sr-job-what', role: 'cell' }, j.kind, j.film), h('div', { class: 'sr-job-progress', role: 'cell' }, j.track, j.note), j.time, j.tools);
  return j;
}
const STATE_ICON = { processing: 'spin', pending: 'clock', paused: 'pause', completed: 'check', failed: 'failed', cancelled: 'cross' };
function patchJob(j, job) {
  j.job = job;
  const names = (props.value || {}).names || {};
  if (j.shown !== job.state) { j.shown = job.state; j.el.dataset.state = job.state; j.state.replaceChildren(icon(STATE_ICON[job.state]), h('span', { text: word('state', job.state) })); }
  const number = ((props.value || {}).numbers || {})[job.shot_id];
  put(j.kind, word('kind', job.kind) + (number ? ' ' + t('queue_shot', { n: number }) : ''));
  put(j.film, job.project_id ? names[job.project_id] || t('queue_gone_project') : job.args.model_id || '');
  const share = job.state === 'completed' ? 1 : job.progress;
  j.fill.style.width = (share * 100).toFixed(1) + '%';
  j.track.setAttribute('aria-valuenow', String(Math.round(share * 100)));
  j.track.hidden = !['processing', 'paused'].includes(job.state);
  put(j.note, job.error ? page.sentence(job.error) : OPEN.includes(job.state) ? page.sentence(job.note) : '');
  const can = { first: job.state === 'pending', last: job.state === 'pending', pause: ['pending', 'processing'].includes(job.state), resume: job.state === 'paused', retry: !OPEN.includes(job.state), cancel: OPEN.includes(job.state) };
  for (const verb in can) j[verb].hidden = !can[verb];
  j.asked.hidden = !['write_script', 'plan_shots', 'revise', 'write_loglines'].includes(job.kind);
  tick(j);
}
// What a model was asked in this job, word for word, and what it answered.
async function showCalls(job) {
  const calls = await page.send('GET', '/projects/' + job.project_id + '/calls?job_id=' + job.id);
  if (!calls) return;
  const box = h('dialog', { class: 'sr-dialog sr-calls', label: t('queue_calls') });
  const close = () => { box.close(); box.remove(); };
  box.oncancel = close;
  const rows = calls.map(c => h('details', {}, h('summary', { text: c.purpose + (c.position === null ? '' : ' ' + (c.position + 1)) + ' · ' + word('call', c.outcome) + ' · ' + t('queue_call_cost', { tokens: c.tokens_in + ' + ' + c.tokens_out, seconds: c.seconds.toFixed(1) }) + ' · ' + c.model }),
    ...(c.note ? [h('p', { class: 'sr-quiet', text: c.note })] : []),
    ...c.messages.map(m => h('pre', { text: m.content })), ...(c.thinking ? [h('pre', { class: 'sr-quiet', text: c.thinking })] : []), h('pre', { class: 'sr-reply', text: c.reply })));
  box.append(h('h2', { text: t('queue_calls') }), ...(rows.length ? rows : [h('p', { text: t('queue_calls_none') })]), h('div', { class: 'sr-dialog-buttons' }, button(t('page_close'), null, close)));
  document.body.append(box);
  box.showModal();
}
function tick(j) {
  const job = j.job;
  const until = job.finished_at || (job.state === 'processing' ? Date.now() : 0);
  put(j.time, job.started_at && until ? page.clock((until - job.started_at) / 1000) : '');
  if (job.finished_at) j.time.title = page.date(job.finished_at);
}
function sections(jobs) {
  const running = jobs.filter(j => j.state === 'processing'), waiting = jobs.filter(j => j.state === 'pending' || j.state === 'paused'), past = jobs.filter(j => !OPEN.includes(j.state));
  return [['running', running], ['waiting', waiting], ['past', past]].flatMap(([name, rows]) => (rows.length ? [{ section: name, id: 'section_' + name, n: rows.length }, ...rows] : []));
}
const make = item => (item.section ? { el: h('div', { class: 'sr-jobs-head', role: 'row' }, h('span', { role: 'columnheader' })) } : makeJob(item));
const patch = (entry, item) => (item.section ? put(entry.el.firstChild, t('queue_' + item.section) + ' · ' + item.n) : patchJob(entry, item));
function draw(jobs) {
  keyed(body, sections(jobs), item => item.id, make, patch);
  none.hidden = jobs.length > 0;
  body.hidden = !jobs.length;
  cancelAll.disabled = !jobs.some(j => OPEN.includes(j.state));
  put(summary, jobs.length ? t('queue_count', { running: jobs.filter(j => j.state === 'processing').length, waiting: jobs.filter(j => j.state === 'pending').length }) : '');
}
let jobs = [];
const same = (a, b) => ['state', 'project', 'kind'].every(name => (a[name] || '') === (b[name] || ''));
// An answer to older filters that comes late may have taken the place of the right one: ask again.
function apply() { const value = props.value || {}; if (same(value.asked || {}, filters())) jobs = value.jobs || []; else ask(100); draw(jobs); element.dataset.ready = '1'; }
watch('value', apply);
apply();
page.on('job', job => {
  const entry = body.kept?.get(job.id);
  if (entry && entry.job && entry.job.state === job.state) { jobs = jobs.map(j => (j.id === job.id ? job : j)); patchJob(entry, job); }
  else if (entry || page.shown() === 'queue') ask();
});
page.on('tab', name => { if (name === 'queue') ask(0); });
page.on('again', () => { if (page.shown() === 'queue') ask(0); });
setInterval(() => { for (const j of (body.kept || new Map()).values()) if (j.job && j.job.state === 'processing') tick(j); }, 1000);
