/*
 * What a veth and a bridge can leave to others (`ethtool -k`; veth_setup, br_dev_setup)
 *
 * As Linux 6.18 answers for a device that nobody has changed. A plus is on, a minus off, an exclamation mark a setting that
 * cannot be changed; the veth first, then the bridge.
 */
const FEATURES = `
rx-checksumming + -!
tx-checksumming + +
>tx-checksum-ipv4 -! -!
>tx-checksum-ip-generic + +
>tx-checksum-ipv6 -! -!
>tx-checksum-fcoe-crc -! -!
>tx-checksum-sctp + -!
scatter-gather + +
>tx-scatter-gather + +
>tx-scatter-gather-fraglist + +
tcp-segmentation-offload + +
>tx-tcp-segmentation + +
>tx-tcp-ecn-segmentation + +
>tx-tcp-mangleid-segmentation + +
>tx-tcp6-segmentation + +
>tx-tcp-accecn-segmentation + +
generic-segmentation-offload + +
generic-receive-offload - +
large-receive-offload -! -!
rx-vlan-offload + -!
tx-vlan-offload + +
ntuple-filters -! -!
receive-hashing -! -!
highdma + +
rx-vlan-filter -! -!
vlan-challenged -! -!
tx-gso-robust -! +
tx-fcoe-segmentation -! +
tx-gre-segmentation + +
tx-gre-csum-segmentation + +
tx-ipxip4-segmentation + +
tx-ipxip6-segmentation + +
tx-udp_tnl-segmentation + +
tx-udp_tnl-csum-segmentation + +
tx-gso-partial -! +
tx-tunnel-remcsum-segmentation -! +
tx-sctp-segmentation + +
tx-esp-segmentation -! +
tx-udp-segmentation + +
tx-gso-list + +
tx-nocache-copy - -
loopback -! -!
rx-fcs -! -!
rx-all -! -!
tx-vlan-stag-hw-insert + +
rx-vlan-stag-hw-parse + -!
rx-vlan-stag-filter -! -!
l2-fwd-offload -! -!
hw-tc-offload -! -!
esp-hw-offload -! -!
esp-tx-csum-hw-offload -! -!
rx-udp_tunnel-port-offload -! -!
tls-hw-tx-offload -! -!
tls-hw-rx-offload -! -!
rx-gro-hw -! -!
tls-hw-record -! -!
rx-gro-list - -
macsec-hw-offload -! -!
rx-udp-gro-forwarding - -
hsr-tag-ins-offload -! -!
hsr-tag-rm-offload -! -!
hsr-fwd-offload -! -!
hsr-dup-offload -! -!
`;

/** The lines for a kind of device. */
export function featureLines(kind: 'veth' | 'bridge'): string {
	return FEATURES.trim()
		.split('\n')
		.map((line) => {
			const [name = '', veth = '', bridge = ''] = line.split(' ');
			const mark = kind === 'veth' ? veth : bridge;
			const indented = name.startsWith('>') ? `\t${name.slice(1)}` : name;
			return `${indented}: ${mark.startsWith('+') ? 'on' : 'off'}${mark.endsWith('!') ? ' [fixed]' : ''}\n`;
		})
		.join('');
}
