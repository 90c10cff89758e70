/** The tree of a filter expression, as `parse.ts` reads and `compile.ts` takes it. */

/** What stands before a value. */
export interface Qualifiers {
	/** `tcp`, `ether`, …; none for all that fit. */
	protocol: string | undefined;
	direction: 'src' | 'dst' | 'or' | 'and' | undefined;
	type: 'host' | 'net' | 'port' | 'portrange' | 'proto' | 'gateway' | undefined;
}

export type Value =
	| {kind: 'name' | 'mac' | 'address' | 'address6'; text: string}
	| {kind: 'number'; value: number}
	/** `10.0.0.0/8`, `10.0.0.0 mask 255.0.0.0` */
	| {kind: 'network'; text: string; length: number}
	| {kind: 'masked'; text: string; mask: string}
	| {kind: 'network6'; text: string; length: number};

export type Sum =
	| {kind: 'number'; value: number}
	| {kind: 'length'}
	| {kind: 'octets'; protocol: string; at: Sum; size: 1 | 2 | 4}
	| {kind: 'sum'; operator: string; left: Sum; right: Sum}
	| {kind: 'negative'; of: Sum};

export type Node =
	| {kind: 'and' | 'or'; left: Node; right: Node}
	| {kind: 'not'; of: Node}
	| {kind: 'value'; qualifiers: Qualifiers | undefined; value: Value}
	| {kind: 'protocol'; protocol: string}
	| {kind: 'relation'; operator: string; left: Sum; right: Sum}
	| {kind: 'broadcast' | 'multicast'; protocol: string | undefined}
	| {kind: 'less' | 'greater'; length: number}
	| {kind: 'direction'; isOut: boolean}
	| {kind: 'vlan'; id: number | undefined};
