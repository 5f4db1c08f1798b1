// --- translation of the script's sentences; the constant WORDS is put before this file (see languages/)

const LANGUAGE = (() => {
  const first = navigator.language.split("-")[0].toLowerCase();
  return first in WORDS ? first : "en";
})();

function say(sentence, values = {}) {
  return (WORDS[LANGUAGE]?.[sentence] ?? sentence).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

document.documentElement.lang = LANGUAGE;
