// events: 'cut'
// The latest cut: play, download; earlier ones; what is in it and who made it.
const { t, h, icon, put, button, word } = page;
const root = element.querySelector('.sr-film');
const none = h('div', { class: 'sr-none' });
const video = h('video', { controls: true, playsInline: true, preload: 'metadata', label: t('tab_film') });
const title = h('h2', {}), logline = h('p', { class: 'sr-logline' });
const downloads = h('div', { class: 'sr-downloads' });
const facts = h('dl', { class: 'sr-facts' });
const versions = h('div', { class: 'sr-versions', role: 'group', label: t('film_versions') });
const crew = h('ul', { class: 'sr-crew' });
const recut = button(t('board_cut'), 'film', () => trigger('cut', {}), { id: 'op_cut_again' });
const room = h('div', { class: 'sr-film-room' },
  h('div', { class: 'sr-film-main' }, h('div', { class: 'sr-screen' }, video)),
  h('aside', { class: 'sr-film-side' }, title, logline, downloads, h('h3', { text: t('film_inside') }), facts, h('h3', { text: t('film_versions') }), versions, recut,
    h('h3', { text: t('film_crew') }), crew, h('p', { class: 'sr-quiet', text: t('film_generated') })));
root.append(none, room);

let chosen = '', playing = '', newest = '';
const fact = (name, value) => [h('dt', { text: name }), h('dd', { text: value })];
function link(text, address, name, kind) { return h('a', { class: 'sr-button ' + kind, href: address, download: name }, icon('download'), h('span', { text })); }
// Browsers read WebVTT only: the film's SubRip file is rewritten here.
async function subtitles(cut) {
  video.querySelectorAll('track').forEach(track => track.remove());
  if (!cut.subtitles) return;
  const answer = await fetch(cut.subtitles);
  if (!answer.ok || playing !== cut.id) return;
  const vtt = 'WEBVTT\n\n' + (await answer.text()).replace(/\r/g, '').replace(/(\d\d:\d\d:\d\d),(\d{3})/g, '$1.$2');
  const track = h('track', { kind: 'subtitles', label: t('film_subtitles'), srclang: page.language, src: URL.createObjectURL(new Blob([vtt], { type: 'text/vtt' })), default: !(props.value || {}).burned });
  video.append(track);
}
function show(cut, value) {
  if (playing === cut.id) return;
  playing = cut.id;
  video.poster = value.poster || '';
  video.src = cut.media;
  subtitles(cut);
}
function fileName(value, ending) { return (value.title || 'film').replace(/[\\/:*?"<>|\u0000-\u001f]/g, ' ').trim().slice(0, 80) + ending; }
function draw(value, cut) {
  show(cut, value);
  downloads.replaceChildren(link(t('film_download'), cut.media, fileName(value, '.mp4'), 'primary'), ...(cut.subtitles ? [link(t('film_download_srt'), cut.subtitles, fileName(value, '.srt'), '')] : []));
  facts.replaceChildren(...fact(t('film_length'), page.clock(cut.seconds) + ' (' + cut.seconds.toFixed(2) + ' s)'), ...fact(t('film_shots'), String(cut.shots)),
    ...fact(t('film_picture'), value.width + ' × ' + value.height + ', ' + cut.fps + ' fps'), ...fact(t('film_loudness'), cut.loudness_lufs === null ? '-' : cut.loudness_lufs.toFixed(1) + ' LUFS'),
    ...fact(t('film_size'), page.size(cut.size_bytes)), ...fact(t('film_made'), page.date(cut.created_at)), ...(cut.made_with ? fact(t('film_made_with'), page.sentence(cut.made_with)) : []));
  versions.replaceChildren(...value.cuts.map((c, n) => h('button', { type: 'button', class: 'sr-version', 'aria-pressed': String(c.id === cut.id), onclick: () => { chosen = c.id; draw(value, c); } },
    h('strong', { text: n === 0 ? t('film_latest') : t('film_version', { n: value.cuts.length - n }) }), h('span', { text: page.date(c.created_at) + ' · ' + page.clock(c.seconds) }))));
}
function apply() {
  const value = props.value || { cuts: [] };
  const cuts = value.cuts || [];
  none.hidden = cuts.length > 0;
  room.hidden = !cuts.length;
  if (!cuts.length) {
    video.removeAttribute('src'); playing = '';
    const ready = value.project && value.shots;
    none.replaceChildren(icon('film'), h('strong', { text: t(value.project ? 'film_none' : 'board_no_project') }), h('span', { text: !value.project ? t('board_no_project_hint') : ready ? t('film_none_hint', { done: value.done, all: value.shots }) : t('board_no_shots_hint') }));
    if (ready) none.append(button(t('board_cut'), 'film', () => trigger('cut', {}), { class: 'primary' }));
    return;
  }
  if (cuts[0].id !== newest) { newest = cuts[0].id; chosen = newest; }
  put(title, value.title);
  put(logline, value.logline || '');
  crew.replaceChildren(...value.makers.map(m => h('li', {}, h('span', { class: 'sr-label', text: word('crew', m.kind) }), h('span', { text: page.sentence(m.name) }), h('span', { class: 'sr-quiet', text: page.sentence(m.licence) }))));
  draw(value, cuts.find(c => c.id === chosen) || cuts[0]);
}
watch('value', apply);
page.on('tab', name => { if (name !== 'film') video.pause(); });
apply();
