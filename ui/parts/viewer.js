// The picked take of the selected shot, playing in a loop; before there is one its keyframe; while it is rendered, how far it is.
const { t, h, icon, put } = page;
const root = element.querySelector('.sr-viewer');
const video = h('video', { controls: true, loop: true, playsInline: true, muted: true, preload: 'metadata', label: t('board_viewer') });
const empty = h('div', { class: 'sr-viewer-empty' });
const still = h('img', { class: 'sr-viewer-still', alt: t('board_still_shown'), hidden: true });
const coming = h('img', { class: 'sr-viewer-still', id: 'preview', alt: t('board_preview'), hidden: true });
const comingNote = h('span', { class: 'sr-coming-note', hidden: true });
const code = h('span', { class: 'sr-timecode' }), about = h('span', { class: 'sr-viewer-about' });
root.append(h('div', { class: 'sr-stage' }, video, still, empty, coming, comingNote), h('div', { class: 'sr-viewer-foot' }, code, about));
let media = null;
function nothing(value) {
  const words = !value.project ? ['board_no_project', 'board_no_project_hint'] : !value.shot ? ['board_no_shots', 'board_no_shots_hint'] : ['board_no_take', 'board_no_take_hint'];
  const doing = value.shot ? working(value) : value.project && [...page.live.jobs.values()].find(j => j.project_id === value.project && j.state === 'processing');
  if (doing) empty.replaceChildren(icon(doing.state === 'paused' ? 'pause' : 'spin'), h('strong', { text: page.word('kind', doing.kind) + (doing.state === 'paused' ? t('page_comma') + page.word('state', 'paused') : ' …') }), h('span', { text: page.sentence(doing.note) }));
  else empty.replaceChildren(icon(value.shot ? 'empty' : 'film'), h('strong', { text: t(words[0]) }), h('span', { text: t(words[1]) }));
}
// The picture in the making, at most one a second; it is brought before it is shown, so that nothing flickers.
let shows = null;
function hide() { shows = null; coming.hidden = comingNote.hidden = true; }
// What runs or is paused for the shot: its note lies over the take or keyframe that is shown, and its picture once there is one.
const working = value => { const mine = [...page.live.jobs.values()].filter(j => j.shot_id === value.shot && ['processing', 'paused'].includes(j.state)); return mine.find(j => j.state === 'processing') || mine[0]; };
function look(job) {
  if (shows !== job.id) hide();
  shows = job.id;
  put(comingNote, page.word('kind', job.kind) + (job.state === 'paused' ? t('page_comma') + page.word('state', 'paused') : '') + (job.note ? t('page_colon') + page.sentence(job.note) : ' …'));
  coming.classList.toggle('inset', !video.hidden);  // beside a take that can be watched meanwhile
  comingNote.hidden = !empty.hidden && coming.hidden;  // else it is told in the middle
  if (job.preview && job.state === 'processing') page.preview(job, address => { if (shows === job.id) { coming.src = address; coming.hidden = comingNote.hidden = false; } });
}
function apply() {
  const value = props.value || {}, take = value.take;
  const picture = !take && value.still ? value.still.media : '';
  video.hidden = !take;
  still.hidden = !picture;
  if (picture && still.shows !== picture) still.src = still.shows = picture;
  empty.hidden = !!take || !!picture;
  const job = value.shot && working(value);
  if (job) look(job); else hide();
  if (take && media !== take.media) { media = take.media; video.poster = take.poster; video.src = take.media; }
  if (!take) { media = null; video.removeAttribute('src'); video.removeAttribute('poster'); nothing(value); }
  put(code, value.shot ? value.timecode : '');
  put(about, take ? t('board_take_about', { width: take.width, height: take.height, seconds: take.seconds.toFixed(1), maker: take.maker }) : '');
}
watch('value', apply);
page.on('seeded', apply);
apply();
page.on('job', job => {
  const value = props.value || {};
  if (job.project_id !== value.project || (value.shot && job.shot_id !== value.shot)) return;
  if (!empty.hidden || !value.shot) nothing(value);
  const now = value.shot && working(value);
  if (now) look(now); else hide();
});
