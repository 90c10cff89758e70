/*
 * Filter expressions: words to a tree (grammar.y of libpcap 1.10.3)
 *
 * `and` and `or` bind equally and to the left. Behind them a bare value takes the qualifiers of what stands before:
 * `host a or b`, `tcp port 80 or 443`. Whether a bracket opens an expression, a list of values or a calculation is
 * known from what is in it and behind it. What the tree means is in `compile.ts`.
 *
 * Not modelled: words for ATM, SS7, 802.11, PF, PPPoE, MPLS, Geneve, IS-IS, AppleTalk, DECnet and IPX, which are refused by name.
 */
import {notModelled} from '../../../complaint.js';
import type {Node, Qualifiers, Sum, Value} from './syntax.js';
import {FilterFault, scanFilter, type Token} from './tokens.js';

const PROTOCOLS: ReadonlySet<string> = new Set('ether ip arp rarp sctp tcp udp icmp igmp igrp pim vrrp ip6 icmp6 ah esp stp'.split(' '));
const UNMODELLED: ReadonlySet<string> = new Set(
	`carp radio atalk aarp decnet lat sca moprc mopdl iso esis isis l1 l2 iih lsp snp csnp psnp clnp ipx netbeui protochain
	type subtype dir addr1 addr2 addr3 addr4 ra ta byte ifindex mpls pppoed pppoes geneve lane llc metac bcc oam oamf4 oamf4ec oamf4sc
	sc ilmic vpi vci connectmsg metaconnect on rset rnr srnr reason action fisu lssu msu hfisu hlssu hmsu
	sio opc dpc sls hsio hopc hdpc hsls`.split(/\s+/),
);
/** Their headers have no fixed place. */
const UNINDEXED: ReadonlySet<string> = new Set(['ah', 'esp', 'stp']);
const RELATIONS: ReadonlySet<string> = new Set(['>', '>=', '=', '<=', '<', '!=']);
/** By how tightly they bind. */
const OPERATORS: readonly (readonly string[])[] = [['|'], ['&'], ['<<', '>>'], ['+', '-'], ['*', '/']];
/** The grammar gives these no rank, so that yacc takes what is right of them first. */
const UNRANKED: ReadonlySet<string> = new Set(['^', '%']);

const SYNTAX = "can't parse filter expression: syntax error";

/** The tree of an expression; none for an empty one. `each` is told of every condition as soon as it is read, as libpcap's parser compiles while it reads. */
export function parseFilter(text: string, each: (node: Node) => void): Node | undefined {
	const parser = new Parser(scanFilter(text), each);
	return parser.parse();
}

class Parser {
	readonly #tokens: Token[] = [];
	#at = 0;
	#fault = false;

	constructor(
		private readonly source: Generator<Token | undefined>,
		private readonly each: (node: Node) => void,
	) {}

	parse(): Node | undefined {
		if (!this.#peek()) return this.#fault ? this.#syntax() : undefined;
		const {node} = this.#expression();
		if (this.#peek() || this.#fault) this.#syntax();
		return node;
	}

	/** The next token but `ahead`; none at the end and behind what is no word. */
	#peek(ahead = 0): Token | undefined {
		while (this.#tokens.length <= this.#at + ahead && !this.#fault) {
			const next = this.source.next();
			if (next.done) return undefined;
			if (next.value === undefined) this.#fault = true;
			else this.#tokens.push(next.value);
		}
		return this.#tokens[this.#at + ahead];
	}

	#is(word: string, ahead = 0): boolean {
		const token = this.#peek(ahead);
		return token?.kind === 'word' && token.word === word;
	}

	#wordAt(ahead = 0): string | undefined {
		const token = this.#peek(ahead);
		return token?.kind === 'word' ? token.word : undefined;
	}

	#take(word: string): boolean {
		if (!this.#is(word)) return false;
		this.#at++;
		return true;
	}

	#expect(word: string): void {
		if (!this.#take(word)) this.#syntax();
	}

	#syntax(): never {
		throw new FilterFault(SYNTAX);
	}

	#leaf(node: Node): Node {
		this.each(node);
		return node;
	}

	/** Conditions joined from the left; `qualifiers` are those of the last one, for a bare value behind it. */
	#expression(): {node: Node; qualifiers: Qualifiers | undefined} {
		let {node, qualifiers} = this.#term();
		for (let joint = this.#wordAt(); joint === 'and' || joint === 'or'; joint = this.#wordAt()) {
			this.#at++;
			const next = this.#isValue() ? {node: this.#value(qualifiers), qualifiers} : this.#term();
			node = {kind: joint, left: node, right: next.node};
			qualifiers = next.qualifiers;
		}
		return {node, qualifiers};
	}

	/** Does a value begin here, behind all brackets and negations, or a condition? */
	#isValue(): boolean {
		let ahead = 0;
		while (this.#is('(', ahead) || this.#is('!', ahead)) ahead++;
		const token = this.#peek(ahead);
		if (!token || token.kind === 'word') return false;
		if (token.kind !== 'number') return true;
		let behind = ahead + 1;
		while (this.#is(')', behind) && behind - ahead <= ahead) behind++;
		const next = this.#wordAt(behind);
		return next === undefined || !(RELATIONS.has(next) || UNRANKED.has(next) || OPERATORS.some((rank) => rank.includes(next)));
	}

	#term(): {node: Node; qualifiers: Qualifiers | undefined} {
		if (this.#take('!')) {
			const {node, qualifiers} = this.#term();
			return {node: {kind: 'not', of: node}, qualifiers};
		}
		if (this.#is('(') && !this.#isSumInBrackets()) {
			this.#at++;
			const inner = this.#expression();
			this.#expect(')');
			return inner;
		}
		const token = this.#peek();
		if (!token) this.#syntax();
		if (token.kind === 'number' || this.#beginsSum()) return {node: this.#relation(), qualifiers: undefined};
		if (token.kind !== 'word') this.#syntax();
		return this.#condition(token.word);
	}

	#condition(word: string): {node: Node; qualifiers: Qualifiers | undefined} {
		if (UNMODELLED.has(word))
			throw notModelled(`tcpdump: the filter "${word}"`, 'host, net, port, proto, ether, vlan, PROTOCOL[OFFSET:SIZE]');
		const plain = this.#plainCondition(word);
		if (plain) return {node: this.#leaf(plain), qualifiers: undefined};
		const protocol = PROTOCOLS.has(word) ? word : undefined;
		if (protocol) this.#at++;
		const next = this.#wordAt();
		if (next === 'broadcast' || next === 'multicast') {
			this.#at++;
			return {node: this.#leaf({kind: next, protocol}), qualifiers: undefined};
		}
		const direction = this.#direction();
		const type = this.#type(direction !== undefined);
		if (direction === undefined && type === undefined) {
			const next = this.#peek();
			const isEnd = !this.#fault && (!next || this.#is('and') || this.#is('or') || this.#is(')'));
			if (!protocol || !isEnd) this.#syntax();
			return {node: this.#leaf({kind: 'protocol', protocol}), qualifiers: undefined};
		}
		const qualifiers = {protocol, direction, type};
		if (!this.#isValue()) this.#syntax();
		return {node: this.#value(qualifiers), qualifiers};
	}

	/** Those that have no value, or a number for one. */
	#plainCondition(word: string): Node | undefined {
		switch (word) {
			case 'less':
			case 'greater':
				this.#at++;
				return {kind: word, length: this.#number()};
			case 'inbound':
			case 'outbound':
				this.#at++;
				return {kind: 'direction', isOut: word === 'outbound'};
			case 'vlan': {
				this.#at++;
				const hasId = this.#peek()?.kind === 'number' || (this.#is('(') && this.#peek(1)?.kind === 'number');
				return {kind: 'vlan', id: hasId ? this.#bracketedNumber() : undefined};
			}
			default:
				return undefined;
		}
	}

	#number(): number {
		const token = this.#peek();
		if (token?.kind !== 'number') this.#syntax();
		this.#at++;
		return token.value;
	}

	#bracketedNumber(): number {
		if (!this.#take('(')) return this.#number();
		const value = this.#bracketedNumber();
		this.#expect(')');
		return value;
	}

	#direction(): Qualifiers['direction'] {
		const word = this.#wordAt();
		if (word !== 'src' && word !== 'dst') return undefined;
		this.#at++;
		const joint = this.#wordAt();
		if ((joint === 'or' || joint === 'and') && this.#is(word === 'src' ? 'dst' : 'src', 1)) {
			this.#at += 2;
			return joint;
		}
		return word;
	}

	#type(hasDirection: boolean): Qualifiers['type'] {
		const word = this.#wordAt();
		const isType = word === 'host' || word === 'net' || word === 'port' || word === 'portrange';
		if (!isType && (hasDirection || (word !== 'proto' && word !== 'gateway'))) return undefined;
		this.#at++;
		return word;
	}

	/** A value, a negated one, or several in brackets, all with the same qualifiers. */
	#value(qualifiers: Qualifiers | undefined): Node {
		if (this.#take('!')) return {kind: 'not', of: this.#value(qualifiers)};
		if (this.#take('(')) {
			let node = this.#value(qualifiers);
			for (let joint = this.#wordAt(); joint === 'and' || joint === 'or'; joint = this.#wordAt()) {
				this.#at++;
				node = {kind: joint, left: node, right: this.#value(qualifiers)};
			}
			this.#expect(')');
			return node;
		}
		const token = this.#peek();
		if (!token || token.kind === 'word') this.#syntax();
		this.#at++;
		const value = this.#network(token) ?? token;
		return this.#leaf({kind: 'value', qualifiers, value});
	}

	#network(token: Exclude<Token, {kind: 'word'}>): Value | undefined {
		if (token.kind !== 'address' && token.kind !== 'address6') return undefined;
		if (this.#take('/')) return {kind: token.kind === 'address' ? 'network' : 'network6', text: token.text, length: this.#number()};
		if (token.kind === 'address6' || !this.#take('mask')) return undefined;
		const mask = this.#peek();
		if (mask?.kind !== 'address') this.#syntax();
		this.#at++;
		return {kind: 'masked', text: token.text, mask: mask.text};
	}

	/** `ip[0]`, `len`, `-1`: what can stand in a calculation alone. */
	#beginsSum(): boolean {
		const word = this.#wordAt();
		return word === 'len' || word === '-' || word === '(' || (word !== undefined && PROTOCOLS.has(word) && this.#is('[', 1));
	}

	/** Is what the bracket here holds a calculation, which is compared behind it? */
	#isSumInBrackets(): boolean {
		let depth = 0;
		for (let ahead = 0; ; ahead++) {
			const token = this.#peek(ahead);
			if (!token) return false;
			if (token.kind === 'number') continue;
			if (token.kind !== 'word') return false;
			const {word} = token;
			if (word === '(' || word === '[') depth++;
			else if (word === ')' || word === ']') depth--;
			else if (RELATIONS.has(word) || word === 'and' || word === 'or' || word === '!') return false;
			if (depth === 0) {
				const next = this.#wordAt(ahead + 1);
				return next !== undefined && (RELATIONS.has(next) || UNRANKED.has(next) || OPERATORS.some((rank) => rank.includes(next)));
			}
		}
	}

	#relation(): Node {
		const left = this.#sum();
		const operator = this.#wordAt();
		if (operator === undefined || !RELATIONS.has(operator)) this.#syntax();
		this.#at++;
		return this.#leaf({kind: 'relation', operator, left, right: this.#sum()});
	}

	/** Operators of `rank` and tighter. */
	#sum(rank = 0): Sum {
		const operators = OPERATORS[rank];
		if (!operators) return this.#factor();
		let left = this.#sum(rank + 1);
		for (let operator = this.#wordAt(); operator !== undefined; operator = this.#wordAt()) {
			if (UNRANKED.has(operator)) {
				this.#at++;
				return {kind: 'sum', operator, left, right: this.#sum()};
			}
			if (!operators.includes(operator)) break;
			this.#at++;
			left = {kind: 'sum', operator, left, right: this.#sum(rank + 1)};
		}
		return left;
	}

	#factor(): Sum {
		if (this.#take('-')) return {kind: 'negative', of: this.#factor()};
		if (this.#take('len')) return {kind: 'length'};
		if (this.#take('(')) {
			const inner = this.#sum();
			this.#expect(')');
			return inner;
		}
		const word = this.#wordAt();
		if (word === undefined) return {kind: 'number', value: this.#number()};
		if (UNMODELLED.has(word)) throw notModelled(`tcpdump: the filter "${word}"`, 'ether[…], ip[…], tcp[…], udp[…], icmp[…]');
		if (!PROTOCOLS.has(word) || !this.#is('[', 1)) this.#syntax();
		this.#at += 2;
		const at = this.#sum();
		const size = this.#take(':') ? this.#number() : 1;
		this.#expect(']');
		if (size !== 1 && size !== 2 && size !== 4) throw new FilterFault('data size must be 1, 2, or 4');
		if (UNINDEXED.has(word)) throw new FilterFault('unsupported index operation');
		return {kind: 'octets', protocol: word, at, size};
	}
}
