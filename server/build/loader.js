const packs = new Map();

// Each pack is fetched once. One that failed is forgotten, so that the next try fetches it again.
function pack(file) {
  if (!packs.has(file)) {
    const bytes = fetch(new URL(file, import.meta.url)).then((answer) => {
      if (!answer.ok) throw new Error(`${file}: ${answer.status}`);
      return answer.arrayBuffer();
    });
    bytes.catch(() => packs.delete(file));
    packs.set(file, bytes);
  }
  return packs.get(file);
}

async function piece(name) {
  const [file, start, end] = pieces[name];
  const bytes = (await pack(file)).slice(start, end);
  return new Response(bytes, { headers: { "content-type": "application/wasm" } });
}
