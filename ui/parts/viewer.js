// The picked take of the selected shot, playing in a loop; its poster until then.
const { t, h, icon, put } = page;
const root = element.querySelector('.sr-viewer');
const video = h('video', { controls: true, loop: true, playsInline: true, muted: true, preload: 'metadata', label: t('board_viewer') });
const empty = h('div', { class: 'sr-viewer-empty' });
const code = h('span', { class: 'sr-timecode' }), about = h('span', { class: 'sr-viewer-about' });
root.append(h('div', { class: 'sr-stage' }, video, empty), h('div', { class: 'sr-viewer-foot' }, code, about));
let media = null;
function nothing(value) {
  const words = !value.project ? ['board_no_project', 'board_no_project_hint'] : !value.shot ? ['board_no_shots', 'board_no_shots_hint'] : ['board_no_take', 'board_no_take_hint'];
  const doing = value.project && !value.shot && [...page.live.jobs.values()].find(j => j.project_id === value.project && j.state === 'processing');
  if (doing) empty.replaceChildren(icon('spin'), h('strong', { text: page.word('kind', doing.kind) + ' …' }), h('span', { text: page.sentence(doing.note) }));
  else empty.replaceChildren(icon(value.shot ? 'empty' : 'film'), h('strong', { text: t(words[0]) }), h('span', { text: t(words[1]) }));
}
function apply() {
  const value = props.value || {}, take = value.take;
  video.hidden = !take;
  empty.hidden = !!take;
  if (take && media !== take.media) { media = take.media; video.poster = take.poster; video.src = take.media; }
  if (!take) { media = null; video.removeAttribute('src'); video.removeAttribute('poster'); nothing(value); }
  put(code, value.shot ? value.timecode : '');
  put(about, take ? t('board_take_about', { width: take.width, height: take.height, seconds: take.seconds.toFixed(1), maker: take.maker }) : '');
}
watch('value', apply);
apply();
page.on('job', job => { const value = props.value || {}; if (value.project && !value.shot && job.project_id === value.project) nothing(value); });
