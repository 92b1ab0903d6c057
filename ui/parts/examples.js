// events: 'use' {text}
// Briefs to start from.
const { t, h } = page;
const root = element.querySelector('.sr-examples');
function apply() {
  root.replaceChildren(h('span', { class: 'sr-label', text: t('brief_examples') }), h('div', { class: 'sr-chips', role: 'group', label: t('brief_examples') },
    ...(props.value || []).map(text => h('button', { type: 'button', class: 'sr-chip', text, onclick: () => trigger('use', { text }) }))));
}
watch('value', apply);
apply();
