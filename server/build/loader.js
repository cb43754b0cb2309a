// Loads the parts of the app. The build fills in what packs of code import beside the core's exports, which packs there
// are, and which of them each part needs.
import { initSync } from "./app.js";

const constants = CONSTANTS;
const packs = PACKS;
const parts = PARTS;
const loading = [];

// Each pack is fetched once. One that failed is forgotten, so that the next try fetches it again.
function load(number) {
  loading[number] ??= start(packs[number]).catch((error) => {
    loading[number] = undefined;
    throw error;
  });
  return loading[number];
}

// The pack puts its functions into the core's table, where the core and other packs call them.
function start(file) {
  const answer = fetch(new URL(file, import.meta.url));
  return WebAssembly.instantiateStreaming(answer, { __wasm_split: { ...initSync(), ...constants } });
}

// What the core calls: it is told when the part is there, or that it did not come.
const loader = (part) => async (callback, data) => {
  let isLoaded = true;
  try {
    await Promise.all(parts[part].map(load));
  } catch (error) {
    console.error(error);
    isLoaded = false;
  }
  initSync().__indirect_function_table.get(callback)(data, isLoaded);
};
