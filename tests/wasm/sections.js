// How large each crate's code is in a WebAssembly file that still has its names, and each room's of this library.

/** Bytes of code per crate or room, and of data, largest first. Generic code counts for the crate that wrote it. */
export function sizesByRoom(bytes) {
  const sizes = new Map();
  const add = (name, size) => sizes.set(name, (sizes.get(name) ?? 0) + size);
  let imported = 0;
  let bodies = [];
  let names = new Map();
  for (const { id, name, start, end } of sections(bytes)) {
    if (id === 2) imported = importedFunctions(reader(bytes, start));
    else if (id === 10) bodies = bodySizes(reader(bytes, start));
    else if (id === 0 && name === "name") names = functionNames(bytes, start, end);
    else if (id === 11) add("(data)", end - start);
  }
  bodies.forEach((size, index) => add(roomOf(names.get(imported + index)), size));
  return [...sizes].sort(([, a], [, b]) => b - a);
}

/** The first crate in a mangled name: `…NtCsHASH_5alloc…` is alloc's, `…CsHASH_9assumable3aws…` the room `aws`'s. */
function roomOf(name = "") {
  const part = (after) => {
    const length = /^(\d+)_?/.exec(after);
    if (!length) return ["", after];
    const end = length[0].length + Number(length[1]);
    return [after.slice(length[0].length, end), after.slice(end)];
  };
  const root = /Cs[0-9A-Za-z]*_(?=\d)/.exec(name);
  if (!root) return "(other)";
  const [crate, rest] = part(name.slice(root.index + root[0].length));
  const [room] = crate === "assumable" ? part(rest) : [""];
  return room ? `${crate}::${room}` : crate;
}

function reader(bytes, at) {
  const number = () => {
    let value = 0;
    for (let shift = 1; ; shift *= 128) {
      const byte = bytes[at++];
      value += (byte & 0x7f) * shift;
      if (byte < 0x80) return value;
    }
  };
  const text = () => {
    const length = number();
    at += length;
    return new TextDecoder().decode(bytes.subarray(at - length, at));
  };
  return { number, text, byte: () => bytes[at++], skip: (length) => void (at += length), at: () => at };
}

function* sections(bytes) {
  const read = reader(bytes, 8);
  while (read.at() < bytes.length) {
    const id = read.byte();
    const size = read.number();
    const end = read.at() + size;
    const name = id === 0 ? read.text() : "";
    yield { id, name, start: read.at(), end };
    read.skip(end - read.at());
  }
}

function importedFunctions(read) {
  let functions = 0;
  for (let left = read.number(); left > 0; left--) {
    read.text();
    read.text();
    if (read.byte() !== 0) throw new Error("only functions are imported");
    read.number();
    functions += 1;
  }
  return functions;
}

function bodySizes(read) {
  return Array.from({ length: read.number() }, () => {
    const size = read.number();
    read.skip(size);
    return size;
  });
}

function functionNames(bytes, start, end) {
  const read = reader(bytes, start);
  const names = new Map();
  while (read.at() < end) {
    const kind = read.byte();
    const size = read.number();
    if (kind !== 1) {
      read.skip(size);
      continue;
    }
    for (let left = read.number(); left > 0; left--) names.set(read.number(), read.text());
  }
  return names;
}
