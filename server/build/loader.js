// Loads the parts of the app. The build fills in what pieces of code import beside the core's exports, how long each piece of code is, which pieces each pack has, one after
// the other, and which packs each part needs.
import { initSync } from "./app.js";

const constants = CONSTANTS;
const lengths = LENGTHS;
const packs = PACKS;
const parts = PARTS;
const loading = [];
const running = [];

// Each pack is fetched once. One that failed is forgotten, so that the next try fetches it again.
function load(number) {
  loading[number] ??= unpack(packs[number]).catch((error) => {
    loading[number] = undefined;
    throw error;
  });
  return loading[number];
}

async function unpack([file, ...pieces]) {
  const answer = await fetch(new URL(file, import.meta.url));
  if (!answer.ok) throw new Error(`${file}: ${answer.status}`);
  const bytes = await answer.arrayBuffer();
  let start = 0;
  await Promise.all(pieces.map((piece) => startOnce(piece, bytes.slice(start, (start += lengths[piece])))));
}

// A piece may come in several packs: twice in the core, its data would begin anew.
function startOnce(piece, bytes) {
  running[piece] ??= WebAssembly.instantiate(bytes, { __wasm_split: { ...initSync(), ...constants } });
  return running[piece];
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
