/** Causes and drops of tunnels of Linux and of tc in words. */
import type {Names, OverlayCauseWords, OverlayDropWords} from '../names.js';

export const overlayCauses: OverlayCauseWords = {
	'vxlan-hit': (cause, name) => `${name.mac(cause.mac)} is behind ${addresses(cause.remotes, name)}`,
	'vxlan-miss': (cause, name) => `no entry for ${name.mac(cause.mac)}: a copy for every default remote, ${addresses(cause.remotes, name)}`,
	'vxlan-learned': (cause, name) => `${name.mac(cause.mac)} is new: behind ${name.address(cause.remote)}, where the packet came from`,
	'vxlan-moved': (cause, name) =>
		`${name.mac(cause.mac)} moved from behind ${name.address(cause.origin)} to behind ${name.address(cause.remote)}`,
	'vxlan-bypass': (cause, name) => `the remote is this machine: straight into ${name.device(cause.device)}, without a packet`,
	'fragmentation-needed': (cause) =>
		`too long for the tunnel and not to be cut: its sender is told that ${cause.mtu} octets fit, in the name of the destination`,
	'fragment-waits': (cause, name) => `a piece of a packet from ${name.address(cause.address)}: it waits for the others`,
	'tc-filter': (cause, name) =>
		`a filter at the ${cause.hook} of ${name.device(cause.device)} fits: preference ${cause.pref}${cause.chain === 0 ? '' : `, chain ${cause.chain}`}`,
	'tc-mirred': (cause, name) => {
		const what = cause.how === 'mirror' ? 'a copy' : 'the frame itself';
		return cause.hook === 'egress' ? `${what} leaves by ${name.device(cause.target)}` : `${name.device(cause.target)} receives ${what}`;
	},
	'tc-target-down': (cause, name) =>
		cause.target === -1 ? 'the device that should have it is gone' : `${name.device(cause.target)}, which should have it, is down`,
	'tc-mirror-loop': (cause, name) => `not to ${name.device(cause.target)} again: the filters would send it round for ever`,
	'tc-goto': (cause) => `on to chain ${cause.chain}`,
	'tc-sampled': (cause) => `chosen by chance, one in ${cause.rate}: a record for group ${cause.group}`,
};

export const overlayDrops: OverlayDropWords = {
	'tunnel-loop': {why: 'it would go round: its own address, or a tunnel through itself', mark: 'tunnel loop'},
	'tunnel-congested': {why: 'the underlay reports congestion, and the frame cannot bear the mark', mark: 'congested underlay'},
	'tunnel-checksum': {why: 'with a checksum that the tunnel does not expect, or without one', mark: 'checksum unexpected'},
	'vxlan-no-remote': {why: 'no entry for the destination, and no default remote', mark: 'no remote'},
	'vxlan-bogus-source': {why: 'the source has a hand-made entry elsewhere, or is a group', mark: 'bogus source'},
	'vxlan-unknown-vni': {why: 'no VXLAN device with this identifier', mark: 'unknown VNI'},
	'tc-drop': {why: 'a filter of tc drops it', mark: 'dropped by tc'},
	'tc-loop': {why: 'filters of tc send it from chain to chain without end', mark: 'tc loop'},
};

function addresses(remotes: readonly number[], name: Names): string {
	return remotes.map((remote) => name.address(remote)).join(', ');
}
