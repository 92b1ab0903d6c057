// What the film will cost, or the one sentence about what can't be used; beside the buttons.
const { t, h, icon } = page;
const root = element.querySelector('.sr-note');
root.setAttribute('role', 'status');
function apply() {
  const value = props.value || {};
  for (const field of document.querySelectorAll('#brief_room .sr-wrong')) field.classList.remove('sr-wrong');
  root.classList.toggle('wrong', !!value.error);
  if (value.error) {
    root.replaceChildren(icon('warn'), h('span', { text: value.error }), value.model ? page.button(t('camera_to_models'), 'download', () => page.showModel(value.model)) : '');
    document.getElementById('brief_' + value.field)?.classList.add('sr-wrong');
  } else if (value.estimate) {
    const cost = value.estimate;
    const said = t('brief_estimate', { time: page.span(cost.seconds), disk: page.size(cost.disk_mb * 1e6), shots: cost.shots });
    root.replaceChildren(icon('clock'), h('span', { text: said + ' ' + t(cost.measured ? 'brief_measured' : 'brief_guessed') }));
  } else if (value.begun) root.replaceChildren(icon('check'), h('span', { text: t('brief_begun') }));
}
watch('value', apply);
apply();
