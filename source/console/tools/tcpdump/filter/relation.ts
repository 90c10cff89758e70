/** Comparisons of octets, `ip[8] < 5` (gen_relation, gen_load, gen_arth in gencode.c). Numbers have 32 bits and no sign. */
import {entryOf} from '../../../../engine/entry-of.js';
import {notModelled} from '../../../complaint.js';
import {
	hasIpProtocol,
	hasType,
	isFirstFragment,
	networkOffset,
	type Place,
	PROTOCOL_NUMBERS,
	TYPE_NUMBERS,
	transportOffset,
} from './headers.js';
import type {Node, Sum} from './syntax.js';
import {FilterFault} from './tokens.js';
import {type FilterView, load, OutOfPacket} from './view.js';

type Condition = (view: FilterView) => boolean;

/** A value, and what must hold for there to be one: the protocol whose octets it takes. */
interface Term {
	gates: Condition[];
	value: (view: FilterView) => number;
	/**
	 * The number that its program begins with, which libpcap takes for the whole when it looks for a division by zero or a shift
	 * too far: so `1 / ip[0]` is one.
	 */
	first: number | undefined;
}

export function compileRelation({operator, left, right}: Extract<Node, {kind: 'relation'}>, place: Place): Condition {
	const [a, b] = [compileSum(left, place), compileSum(right, place)];
	const gates = [...a.gates, ...b.gates];
	return (view) => gates.every((gate) => gate(view)) && compare(operator, a.value(view), b.value(view));
}

function compare(operator: string, left: number, right: number): boolean {
	switch (operator) {
		case '>':
			return left > right;
		case '>=':
			return left >= right;
		case '=':
			return left === right;
		case '<=':
			return left <= right;
		case '<':
			return left < right;
		default:
			return left !== right;
	}
}

function compileSum(sum: Sum, place: Place): Term {
	switch (sum.kind) {
		case 'number':
			return {gates: [], value: () => sum.value, first: sum.value};
		case 'length':
			return {gates: [], value: ({length}) => length, first: undefined};
		case 'negative': {
			const {gates, value, first} = compileSum(sum.of, place);
			return {gates, value: (view) => -value(view) >>> 0, first};
		}
		case 'octets':
			return compileOctets(sum, place);
		case 'sum': {
			const [left, right] = [compileSum(sum.left, place), compileSum(sum.right, place)];
			checkFirst(sum.operator, right.first);
			return {
				// What the right side needs is forgotten there (gen_arth).
				gates: left.gates,
				value: (view) => calculate(sum.operator, left.value(view), right.value(view)),
				first: left.first,
			};
		}
		default:
			return sum satisfies never;
	}
}

function checkFirst(operator: string, right: number | undefined): void {
	if (right === undefined) return;
	if (operator === '/' && right === 0) throw new FilterFault('division by zero');
	if (operator === '%' && right === 0) throw new FilterFault('modulus by zero');
	if ((operator === '<<' || operator === '>>') && right > 31) throw new FilterFault('shift by more than 31 bits');
}

function calculate(operator: string, left: number, right: number): number {
	switch (operator) {
		case '+':
			return (left + right) >>> 0;
		case '-':
			return (left - right) >>> 0;
		case '*':
			return Math.imul(left, right) >>> 0;
		case '/':
		case '%':
			// The filter ends without a match.
			if (right === 0) throw new OutOfPacket();
			return operator === '/' ? Math.floor(left / right) : left % right;
		case '&':
			return (left & right) >>> 0;
		case '|':
			return (left | right) >>> 0;
		case '^':
			return (left ^ right) >>> 0;
		case '<<':
			return right > 31 ? 0 : (left << right) >>> 0;
		default:
			return right > 31 ? 0 : left >>> right;
	}
}

function compileOctets({protocol, at, size}: Extract<Sum, {kind: 'octets'}>, place: Place): Term {
	const index = compileSum(at, place);
	const {gates, base} = baseOf(protocol, place);
	return {
		gates: [...index.gates, ...gates],
		value: (view) => load(view, (base(view) + index.value(view)) >>> 0, size),
		first: index.first,
	};
}

function baseOf(protocol: string, place: Place): {gates: Condition[]; base: (view: FilterView) => number} {
	if (protocol === 'ether') {
		if (place.isCooked)
			throw notModelled('tcpdump: "ether[…]" on "any", where it is the header of the cooked capture', 'ip[…], or -i DEVICE');
		return {gates: [], base: () => 0};
	}
	const type = entryOf(TYPE_NUMBERS, protocol);
	if (type !== undefined) return {gates: [hasType(place, type)], base: (view) => networkOffset(view, place)};
	if (protocol === 'icmp6') return {gates: [hasType(place, 0x86dd), hasNext58(place)], base: (view) => networkOffset(view, place) + 40};
	const number = entryOf(PROTOCOL_NUMBERS, protocol);
	if (!number) throw new FilterFault('unsupported index operation');
	return {
		gates: [hasType(place, 0x0800), hasIpProtocol(place, number.number, number.version), (view) => isFirstFragment(view, place)],
		base: (view) => transportOffset(view, place),
	};
}

function hasNext58(place: Place): Condition {
	return (view) => load(view, networkOffset(view, place) + 6, 1) === 58;
}
