/* The world that is measured: a switch with eight ports, a machine on each, and as many stations behind them as asked for. */
const ports = 8;

/** The modules of `source/` that a segment is made with. */
export const segmentModules = ['engine/world', 'engine/stack/stack-state', 'engine/tick', 'engine/changes/apply'];

/** @returns {{world: object, bridge: object, nics: number[]}} the ids of the NICs at the far ends of the ports */
export function createSegment({createWorld, createStack, createTicker, applyChange}) {
	const world = createWorld(1);
	const {sink} = createTicker(world, false);
	const machine = (name) =>
		world.machines.push({id: world.machines.length, name, role: 'switch', devices: [], nextIfindex: 2, stack: createStack()}) - 1;
	const make = (change) => {
		const result = applyChange(world, change, sink);
		if (result.kind !== 'done') {
			throw new Error(`${change.kind}: ${result.errno}`);
		}
		return result.device;
	};
	const sw0 = machine('sw0');
	const bridge = make({kind: 'add-bridge', machine: sw0, name: 'br0', options: {ageing: 300e9, mcastSnooping: false}});
	const nics = Array.from({length: ports}, (_, index) => {
		const port = make({kind: 'add-nic', machine: sw0, name: `swp${index}`, mac: 0x0200_0000_b000 + index, speed: 10_000});
		const nic = make({kind: 'add-nic', machine: machine(`pc${index}`), name: 'eth0', mac: 0x0200_0000_a000 + index, speed: 10_000});
		make({kind: 'connect', ends: [port, nic], link: 'cable', latency: 1000});
		make({kind: 'enslave', device: port, master: bridge});
		for (const device of [port, nic]) {
			make({kind: 'set-up', device, up: true});
		}
		return nic;
	});
	make({kind: 'set-up', device: bridge, up: true});
	return {world, bridge: world.devices[bridge], nics};
}

/** The port on which a station is. */
export const portOf = (station) => station % ports;

/** Write a MAC of station `n` at `at`: 02:01 and the number. */
export function writeStation(bytes, at, n) {
	bytes[at] = 2;
	bytes[at + 1] = 1;
	bytes[at + 2] = n >>> 24;
	bytes[at + 3] = n >>> 16;
	bytes[at + 4] = n >>> 8;
	bytes[at + 5] = n;
}

/** A frame of 60 bytes (64 with the checksum) between two stations. */
export function stationFrame(from, to) {
	const bytes = new Uint8Array(60);
	writeStation(bytes, 0, to);
	writeStation(bytes, 6, from);
	bytes[12] = 0x88;
	bytes[13] = 0xb5;
	return {bytes};
}

/** A cheap sequence of numbers below `n` that looks random (xorshift32); the same each time. */
export function numbers(n) {
	let state = 0x9e37_79b9;
	return () => {
		state ^= state << 13;
		state ^= state >>> 17;
		state ^= state << 5;
		return (state >>> 0) % n;
	};
}
