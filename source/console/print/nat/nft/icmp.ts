/** Types of ICMP as nft calls them (icmp_type_tbl of proto.c). */
export const ICMP_NAMES: Readonly<Record<string, number>> = {
	'echo-reply': 0,
	'destination-unreachable': 3,
	'source-quench': 4,
	redirect: 5,
	'echo-request': 8,
	'router-advertisement': 9,
	'router-solicitation': 10,
	'time-exceeded': 11,
	'parameter-problem': 12,
	'timestamp-request': 13,
	'timestamp-reply': 14,
	'info-request': 15,
	'info-reply': 16,
	'address-mask-request': 17,
	'address-mask-reply': 18,
};

/** The name of a type, or its number. */
export function icmpName(type: number): string | number {
	return Object.entries(ICMP_NAMES).find(([, known]) => known === type)?.[0] ?? type;
}
