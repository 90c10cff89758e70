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
import {syntaxError, TokenStream} from './token-stream.js';
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

/** The tree of an expression; none for an empty one. `each` is told of every condition as soon as it is read, as libpcap's parser compiles while it reads. */
export function parseFilter(text: string, each: (node: Node) => void): Node | undefined {
	const parser = new Parser(new TokenStream(scanFilter(text)), each);
	return parser.parse();
}

class Parser {
	constructor(
		private readonly tokens: TokenStream,
		private readonly each: (node: Node) => void,
	) {}

	parse(): Node | undefined {
		if (!this.tokens.peek()) return this.tokens.isBroken ? syntaxError() : undefined;
		const {node} = this.#expression();
		if (this.tokens.peek() || this.tokens.isBroken) syntaxError();
		return node;
	}

	#leaf(node: Node): Node {
		this.each(node);
		return node;
	}

	/** Conditions joined from the left; `qualifiers` are those of the last one, for a bare value behind it. */
	#expression(): {node: Node; qualifiers: Qualifiers | undefined} {
		let {node, qualifiers} = this.#term();
		for (let joint = this.tokens.wordAt(); joint === 'and' || joint === 'or'; joint = this.tokens.wordAt()) {
			this.tokens.skip();
			const next = this.#isValue() ? {node: this.#value(qualifiers), qualifiers} : this.#term();
			node = {kind: joint, left: node, right: next.node};
			qualifiers = next.qualifiers;
		}
		return {node, qualifiers};
	}

	/** Does a value begin here, behind all brackets and negations, or a condition? */
	#isValue(): boolean {
		let ahead = 0;
		while (this.tokens.is('(', ahead) || this.tokens.is('!', ahead)) ahead++;
		const token = this.tokens.peek(ahead);
		if (!token || token.kind === 'word') return false;
		if (token.kind !== 'number') return true;
		let behind = ahead + 1;
		while (this.tokens.is(')', behind) && behind - ahead <= ahead) behind++;
		const next = this.tokens.wordAt(behind);
		return next === undefined || !(RELATIONS.has(next) || UNRANKED.has(next) || OPERATORS.some((rank) => rank.includes(next)));
	}

	#term(): {node: Node; qualifiers: Qualifiers | undefined} {
		if (this.tokens.take('!')) {
			const {node, qualifiers} = this.#term();
			return {node: {kind: 'not', of: node}, qualifiers};
		}
		if (this.tokens.is('(') && !this.#isSumInBrackets()) {
			this.tokens.skip();
			const inner = this.#expression();
			this.tokens.expect(')');
			return inner;
		}
		const token = this.tokens.peek();
		if (!token) syntaxError();
		if (token.kind === 'number' || this.#beginsSum()) return {node: this.#relation(), qualifiers: undefined};
		if (token.kind !== 'word') syntaxError();
		return this.#condition(token.word);
	}

	#condition(word: string): {node: Node; qualifiers: Qualifiers | undefined} {
		if (UNMODELLED.has(word))
			throw notModelled(`tcpdump: the filter "${word}"`, 'host, net, port, proto, ether, vlan, PROTOCOL[OFFSET:SIZE]');
		const plain = this.#plainCondition(word);
		if (plain) return {node: this.#leaf(plain), qualifiers: undefined};
		const protocol = PROTOCOLS.has(word) ? word : undefined;
		if (protocol) this.tokens.skip();
		const next = this.tokens.wordAt();
		if (next === 'broadcast' || next === 'multicast') {
			this.tokens.skip();
			return {node: this.#leaf({kind: next, protocol}), qualifiers: undefined};
		}
		const direction = this.#direction();
		const type = this.#type(direction !== undefined);
		if (direction === undefined && type === undefined) {
			const next = this.tokens.peek();
			const isEnd = !this.tokens.isBroken && (!next || this.tokens.is('and') || this.tokens.is('or') || this.tokens.is(')'));
			if (!protocol || !isEnd) syntaxError();
			return {node: this.#leaf({kind: 'protocol', protocol}), qualifiers: undefined};
		}
		const qualifiers = {protocol, direction, type};
		if (!this.#isValue()) syntaxError();
		return {node: this.#value(qualifiers), qualifiers};
	}

	/** Those that have no value, or a number for one. */
	#plainCondition(word: string): Node | undefined {
		switch (word) {
			case 'less':
			case 'greater':
				this.tokens.skip();
				return {kind: word, length: this.#number()};
			case 'inbound':
			case 'outbound':
				this.tokens.skip();
				return {kind: 'direction', isOut: word === 'outbound'};
			case 'vlan': {
				this.tokens.skip();
				const hasId = this.tokens.peek()?.kind === 'number' || (this.tokens.is('(') && this.tokens.peek(1)?.kind === 'number');
				return {kind: 'vlan', id: hasId ? this.#bracketedNumber() : undefined};
			}
			default:
				return undefined;
		}
	}

	#number(): number {
		const token = this.tokens.peek();
		if (token?.kind !== 'number') syntaxError();
		this.tokens.skip();
		return token.value;
	}

	#bracketedNumber(): number {
		if (!this.tokens.take('(')) return this.#number();
		const value = this.#bracketedNumber();
		this.tokens.expect(')');
		return value;
	}

	#direction(): Qualifiers['direction'] {
		const word = this.tokens.wordAt();
		if (word !== 'src' && word !== 'dst') return undefined;
		this.tokens.skip();
		const joint = this.tokens.wordAt();
		if ((joint === 'or' || joint === 'and') && this.tokens.is(word === 'src' ? 'dst' : 'src', 1)) {
			this.tokens.skip(2);
			return joint;
		}
		return word;
	}

	#type(hasDirection: boolean): Qualifiers['type'] {
		const word = this.tokens.wordAt();
		const isType = word === 'host' || word === 'net' || word === 'port' || word === 'portrange';
		if (!isType && (hasDirection || (word !== 'proto' && word !== 'gateway'))) return undefined;
		this.tokens.skip();
		return word;
	}

	/** A value, a negated one, or several in brackets, all with the same qualifiers. */
	#value(qualifiers: Qualifiers | undefined): Node {
		if (this.tokens.take('!')) return {kind: 'not', of: this.#value(qualifiers)};
		if (this.tokens.take('(')) {
			let node = this.#value(qualifiers);
			for (let joint = this.tokens.wordAt(); joint === 'and' || joint === 'or'; joint = this.tokens.wordAt()) {
				this.tokens.skip();
				node = {kind: joint, left: node, right: this.#value(qualifiers)};
			}
			this.tokens.expect(')');
			return node;
		}
		const token = this.tokens.peek();
		if (!token || token.kind === 'word') syntaxError();
		this.tokens.skip();
		const value = this.#network(token) ?? token;
		return this.#leaf({kind: 'value', qualifiers, value});
	}

	#network(token: Exclude<Token, {kind: 'word'}>): Value | undefined {
		if (token.kind !== 'address' && token.kind !== 'address6') return undefined;
		if (this.tokens.take('/')) return {kind: token.kind === 'address' ? 'network' : 'network6', text: token.text, length: this.#number()};
		if (token.kind === 'address6' || !this.tokens.take('mask')) return undefined;
		const mask = this.tokens.peek();
		if (mask?.kind !== 'address') syntaxError();
		this.tokens.skip();
		return {kind: 'masked', text: token.text, mask: mask.text};
	}

	/** `ip[0]`, `len`, `-1`: what can stand in a calculation alone. */
	#beginsSum(): boolean {
		const word = this.tokens.wordAt();
		return word === 'len' || word === '-' || word === '(' || (word !== undefined && PROTOCOLS.has(word) && this.tokens.is('[', 1));
	}

	/** Is what the bracket here holds a calculation, which is compared behind it? */
	#isSumInBrackets(): boolean {
		let depth = 0;
		for (let ahead = 0; ; ahead++) {
			const token = this.tokens.peek(ahead);
			if (!token) return false;
			if (token.kind === 'number') continue;
			if (token.kind !== 'word') return false;
			const {word} = token;
			if (word === '(' || word === '[') depth++;
			else if (word === ')' || word === ']') depth--;
			else if (RELATIONS.has(word) || word === 'and' || word === 'or' || word === '!') return false;
			if (depth === 0) {
				const next = this.tokens.wordAt(ahead + 1);
				return next !== undefined && (RELATIONS.has(next) || UNRANKED.has(next) || OPERATORS.some((rank) => rank.includes(next)));
			}
		}
	}

	#relation(): Node {
		const left = this.#sum();
		const operator = this.tokens.wordAt();
		if (operator === undefined || !RELATIONS.has(operator)) syntaxError();
		this.tokens.skip();
		return this.#leaf({kind: 'relation', operator, left, right: this.#sum()});
	}

	/** Operators of `rank` and tighter. */
	#sum(rank = 0): Sum {
		const operators = OPERATORS[rank];
		if (!operators) return this.#factor();
		let left = this.#sum(rank + 1);
		for (let operator = this.tokens.wordAt(); operator !== undefined; operator = this.tokens.wordAt()) {
			if (UNRANKED.has(operator)) {
				this.tokens.skip();
				return {kind: 'sum', operator, left, right: this.#sum()};
			}
			if (!operators.includes(operator)) break;
			this.tokens.skip();
			left = {kind: 'sum', operator, left, right: this.#sum(rank + 1)};
		}
		return left;
	}

	#factor(): Sum {
		if (this.tokens.take('-')) return {kind: 'negative', of: this.#factor()};
		if (this.tokens.take('len')) return {kind: 'length'};
		if (this.tokens.take('(')) {
			const inner = this.#sum();
			this.tokens.expect(')');
			return inner;
		}
		const word = this.tokens.wordAt();
		if (word === undefined) return {kind: 'number', value: this.#number()};
		if (UNMODELLED.has(word)) throw notModelled(`tcpdump: the filter "${word}"`, 'ether[…], ip[…], tcp[…], udp[…], icmp[…]');
		if (!PROTOCOLS.has(word) || !this.tokens.is('[', 1)) syntaxError();
		this.tokens.skip(2);
		const at = this.#sum();
		const size = this.tokens.take(':') ? this.#number() : 1;
		this.tokens.expect(']');
		if (size !== 1 && size !== 2 && size !== 4) throw new FilterFault('data size must be 1, 2, or 4');
		if (UNINDEXED.has(word)) throw new FilterFault('unsupported index operation');
		return {kind: 'octets', protocol: word, at, size};
	}
}
