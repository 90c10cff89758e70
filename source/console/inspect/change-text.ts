/** What a hop did to a frame, in a few words: `+4 tag at 12`, `~2 at 14`, as a list that fits a line. */
import type {Change, Difference} from '../../engine/dissect/difference.js';

const NAMES: Readonly<Record<string, string>> = {
	eth: 'Ethernet',
	ip: 'IPv4',
	udp: 'UDP',
	vxlan: 'VXLAN',
	gre: 'GRE',
	ipv6: 'IPv6',
	tcp: 'TCP',
};

/** One part for each change; none when the frame left as it came. */
export function changeTexts({changes}: Difference): string[] {
	return changes.map((change) => {
		const octets = change.to - change.from;
		if (change.kind === 'changed') return `~${octets} at ${change.from}`;
		return `${change.kind === 'added' ? '+' : '-'}${octets} ${nameOf(change)} at ${change.from}`;
	});
}

function nameOf({protocol}: Exclude<Change, {kind: 'changed'}>): string {
	return NAMES[protocol] ?? protocol;
}
