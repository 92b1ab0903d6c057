// events: 'refresh' {busy, asked}
// The studio's name, the film's title, what is being done; and the one place that asks for the page anew.
const { t, h, icon, put, word, sentence } = page;
const root = element.querySelector('.sr-header');
const name = h('h1', { text: t('page_title') });
const title = h('div', { class: 'sr-header-title' });
const bar = h('i');
const track = h('div', { class: 'sr-track', role: 'progressbar', 'aria-label': t('page_progress'), 'aria-valuemin': '0', 'aria-valuemax': '100' }, bar);
const note = h('span', { class: 'sr-header-note' });
const work = h('button', { type: 'button', class: 'sr-header-work', hidden: true, title: t('page_to_queue'), onclick: () => page.show('queue') }, note, track);
const link = h('span', { class: 'sr-link', role: 'status' });
root.append(h('div', { class: 'sr-mark' }, icon('film')), name, title, work, link);

let film = '', jobs = new Map(), finished = null;
const OPEN = ['pending', 'processing', 'paused'];
function drawWork() {
  const all = [...jobs.values()];
  const running = all.filter(j => j.state === 'processing');
  const waiting = all.filter(j => OPEN.includes(j.state));
  work.hidden = !waiting.length;
  const share = all.length ? all.reduce((sum, j) => sum + (OPEN.includes(j.state) ? j.progress : 1), 0) / all.length : 0;
  if (waiting.length) {
    const now = running[0] || waiting[0];
    const said = sentence(now.note);
    put(note, word('kind', now.kind) + (now.state === 'processing' ? '' : t('page_comma') + word('state', now.state)) + (said ? t('page_colon') + said : '') + ' · ' + t('page_jobs_left', { n: waiting.length }));
    bar.style.width = (share * 100).toFixed(1) + '%';
    track.setAttribute('aria-valuenow', String(Math.round(share * 100)));
    document.title = Math.round(share * 100) + '% ' + (film || t('page_title'));
  } else {
    jobs = new Map();
    const failed = all.some(j => j.state === 'failed');
    if (all.length && failed) finished = 'failed';
    document.title = (finished ? t('page_' + finished) + ': ' : '') + (film ? film + ' - ' : '') + t('page_title');
  }
}
addEventListener('focus', () => { if (finished) { finished = null; drawWork(); } });

function apply() {
  const value = props.value || {};
  // Asked for before another film was opened, and answered after it: that one is shown again.
  if (value.asked && (value.project || '') !== page.here.project) { page.emit('reopen', page.here.project); return; }
  page.open(value.project || '');
  film = value.title || '';
  put(title, film);
  const known = new Map((value.jobs || []).map(j => [j.id, j]));
  for (const [id, job] of known) if (!page.live.jobs.has(id)) page.live.jobs.set(id, job);  // what was begun before this page was
  page.emit('seeded');
  for (const [id, job] of jobs) if (!known.has(id) && !OPEN.includes(job.state)) known.set(id, job);
  for (const [id, job] of known) { const live = page.live.jobs.get(id); if (live && live.project_id === value.project && live.attempt >= job.attempt && !OPEN.includes(live.state)) known.set(id, live); }
  jobs = value.project ? new Map([...known].filter(([, j]) => j.project_id === value.project)) : new Map();
  drawWork();
}
watch('value', () => { apply(); closeSide(); page.arrive(); answered(); });
// On a phone the projects would lie over everything: closed until asked for.
let closed = false;
function closeSide() {
  if (closed) return;
  closed = true;
  if (innerWidth < 768) document.querySelector('#side.open .toggle-button')?.click();
  document.documentElement.dataset.side = '1';
}
apply();

// ---- asking for the page anew: once for many changes, never twice at a time ----
// The answer brings the question's number back: a value that is what it was before would not be noticed.
let timer = 0, late = 0, asked = 0, again = false;
function answered() {
  clearTimeout(late);
  page.here.refreshing = false;
  page.emit('refreshed');
  if (again) { again = false; soon(); }
}
function soon(wait = 350) {
  if (timer) return;
  if (page.here.refreshing) { again = true; return; }
  timer = setTimeout(() => {
    timer = 0;
    page.here.refreshing = true;
    late = setTimeout(answered, 5000);  // an answer that never came
    const field = document.activeElement?.closest?.('[id^="shot_"]');
    trigger('refresh', { busy: field ? field.id : '', asked: ++asked });
  }, wait);
}
page.on('job', job => {
  if (job.project_id === page.here.project && page.here.project) {
    jobs.set(job.id, job);
    if (job.kind === 'cut_film' && job.state === 'completed') finished = 'film_ready';
    drawWork();
    if (!OPEN.includes(job.state) || job.attempt === 0 || job.progress === 0) soon();
  } else if (!OPEN.includes(job.state)) soon(1200);
});
page.on('project', change => soon(change.id === page.here.project ? 350 : 1200));
page.on('again', () => soon(0));
page.on('live', state => {
  link.textContent = state === 'open' ? '' : t('page_reconnecting');
  link.classList.toggle('lost', state !== 'open');
  document.documentElement.dataset.live = state;
});
document.documentElement.dataset.live = page.live.state;
