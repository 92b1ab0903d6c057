// What the film will cost, or the one sentence about what can't be used; beside the buttons.
const { t, h, icon } = page;
const root = element.querySelector('.sr-note');
root.setAttribute('role', 'status');
// A model that makes a clip too slowly, or with too much memory: what would keep to the plan's bounds.
function would(cost) {
  if (!cost.would) return '';
  const { name, choice } = cost.would, c = cost.clip;
  const card = page.sentence(cost.clip_on), gb = c.needed_gb.toFixed(0);
  const takes = c.seconds ? t('brief_takes', { card, time: page.span(c.seconds), gb }) : t('brief_needs', { card, gb });
  return h('span', { class: 'sr-quiet sr-would', text: takes + ' ' + t('brief_would', { name, choice: page.choice(choice) }) });
}
function apply() {
  const value = props.value || {};
  for (const field of document.querySelectorAll('#brief_room .sr-wrong')) field.classList.remove('sr-wrong');
  root.classList.toggle('wrong', !!value.error);
  if (value.error) {
    root.replaceChildren(icon('warn'), h('span', { text: value.error }), value.model ? page.button(t('camera_to_models'), 'download', () => page.showModel(value.model)) : '');
    document.getElementById('brief_' + value.field)?.classList.add('sr-wrong');
  } else if (value.estimate) {
    const cost = value.estimate;
    const said = t(cost.stills ? 'brief_estimate_stills' : 'brief_estimate', { time: page.span(cost.seconds), disk: page.size(cost.disk_mb * 1e6), shots: cost.shots });
    root.replaceChildren(icon('clock'), h('span', { text: said + ' ' + t('brief_' + cost.seconds_from) }), would(cost));
  } else if (value.begun) root.replaceChildren(icon('check'), h('span', { text: t('brief_begun') }));
}
watch('value', apply);
apply();
