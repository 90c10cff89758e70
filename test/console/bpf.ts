/** The kernel's interpreter for filters (bpf(4), net/core/filter.c), as far as libpcap uses it for Ethernet. */
import type {FilterView} from '../../source/console/tools/tcpdump/filter/view.js';

/** Offsets from here on are not in the packet but about it. */
const ABOUT = 0xffff_f000;
const PACKET_TYPE = 4;
const TAG = 44;
const HAS_TAG = 48;
const OUTGOING = 4;
const SIZES: Readonly<Record<number, number>> = {0: 4, 8: 2, 16: 1};

/** The program read behind the end of the packet, or divided by zero. */
class Rejected {}

/** Does the program, as `tcpdump -ddd` prints it, take the packet? */
export function runBpf(program: readonly string[], view: FilterView): boolean {
	try {
		return run(
			program.map((line) => line.split(' ').map(Number) as [number, number, number, number]),
			view,
		);
	} catch (thrown) {
		if (thrown instanceof Rejected) return false;
		throw thrown;
	}
}

function load({bytes, tag, isOut}: FilterView, offset: number, size: number): number {
	const at = offset >>> 0;
	if (at === ABOUT + PACKET_TYPE) return isOut ? OUTGOING : 0;
	if (at === ABOUT + TAG) return tag ?? 0;
	if (at === ABOUT + HAS_TAG) return tag === undefined ? 0 : 1;
	if (at + size > bytes.length) throw new Rejected();
	return bytes.subarray(at, at + size).reduce((value, octet) => value * 256 + octet, 0);
}

function calculate(operation: number, a: number, b: number): number {
	if ((operation === 0x30 || operation === 0x90) && b === 0) throw new Rejected();
	const results: Readonly<Record<number, () => number>> = {
		0: () => a + b,
		16: () => a - b,
		32: () => Math.imul(a, b),
		48: () => Math.floor(a / b),
		64: () => a | b,
		80: () => a & b,
		96: () => (b > 31 ? 0 : a << b),
		112: () => (b > 31 ? 0 : a >>> b),
		128: () => -a,
		144: () => a % b,
		160: () => a ^ b,
	};
	return ((results[operation] as () => number)() as number) >>> 0;
}

function isTrue(operation: number, a: number, b: number): boolean {
	const results: Readonly<Record<number, boolean>> = {16: a === b, 32: a > b, 48: a >= b, 64: (a & b) !== 0};
	return results[operation] as boolean;
}

function run(program: readonly [number, number, number, number][], view: FilterView): boolean {
	let [a, x] = [0, 0];
	const memory = new Array<number>(16).fill(0);
	/** What the mode of a load says. */
	const loaded = (code: number, k: number): number => {
		const size = SIZES[code & 0x18] as number;
		switch (code & 0xe0) {
			case 0x00:
				return k;
			case 0x20:
				return load(view, k, size);
			case 0x40:
				return load(view, x + k, size);
			case 0x60:
				return memory[k] as number;
			case 0x80:
				return view.length;
			default:
				return (load(view, k, 1) & 0xf) * 4;
		}
	};
	for (let at = 0; ; at++) {
		const [code, ifTrue, ifFalse, k] = program[at] as [number, number, number, number];
		const operand = code & 8 ? x : k >>> 0;
		switch (code & 7) {
			case 0:
				a = loaded(code, k);
				break;
			case 1:
				x = loaded(code, k);
				break;
			case 2:
				memory[k] = a;
				break;
			case 3:
				memory[k] = x;
				break;
			case 4:
				a = calculate(code & 0xf0, a, operand);
				break;
			case 5:
				at += (code & 0xf0) === 0 ? k : isTrue(code & 0xf0, a, operand) ? ifTrue : ifFalse;
				break;
			case 6:
				return k !== 0;
			default:
				if (code & 0x80) a = x;
				else x = a;
		}
	}
}
