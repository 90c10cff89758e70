/*
 * Private VLANs (vDS)
 *
 * A primary VLAN is cut into secondary ones that share it. A port is
 *
 *   promiscuous  in the primary VLAN: it talks to everybody of the primary (a router, a backup server)
 *   community    in a secondary VLAN: it talks to its own community and to promiscuous ports
 *   isolated     in the one isolated secondary VLAN: it talks to promiscuous ports only,
 *                not even to its neighbour in the same VLAN
 *
 * Nothing is added to the frame: it travels with the VLAN of the port that *sent* it, the primary one from a
 * promiscuous port, the secondary one from the others; and the receiving side decides by that number alone
 * who may have it. So it works across hosts too, with the trunks of the physical switch carrying the primary
 * and all secondary VLANs. A physical switch that knows nothing of private VLANs learns a station in its
 * secondary VLAN and does not find it in the primary one: answers from promiscuous ports flood there.
 *
 * Source: RFC 5517; VMware, vSphere Networking, Private VLANs.
 *
 * Not modelled: the physical switch as a private VLAN switch, which would keep isolated stations of its own
 * apart and share what it learns between primary and secondary VLANs.
 */

export const PRIVATE_VLAN_TYPES = ['promiscuous', 'community', 'isolated'] as const;
export type PrivateVlanType = (typeof PRIVATE_VLAN_TYPES)[number];

export interface PrivateVlan {
	primary: number;
	/** A promiscuous one has the number of the primary. */
	secondary: number;
	type: PrivateVlanType;
}

/** May a port in the private VLAN `own` have a frame that is in VLAN `vid`? */
export function privatePortTakes(vlans: ReadonlyMap<number, PrivateVlan>, own: number, vid: number): boolean {
	const vlan = vlans.get(own);
	if (!vlan) return false;
	if (vid === vlan.primary) return true;
	switch (vlan.type) {
		case 'promiscuous':
			return vlans.get(vid)?.primary === vlan.primary;
		case 'community':
			return vid === own;
		case 'isolated':
			return false;
		default:
			return vlan.type satisfies never;
	}
}

/** What is wrong with a table of private VLANs, in words; `undefined` when nothing is. */
export function privateVlanProblem(vlans: readonly PrivateVlan[]): string | undefined {
	const seen = new Set<number>();
	for (const {primary, secondary, type} of vlans) {
		if (![primary, secondary].every((vid) => vid >= 1 && vid <= 4094)) return 'a VLAN is 1 to 4094';
		if ((type === 'promiscuous') !== (primary === secondary)) return 'the promiscuous VLAN is the primary one itself';
		if (seen.has(secondary)) return `VLAN ${secondary} is in the table twice`;
		seen.add(secondary);
		if (!vlans.some((other) => other.type === 'promiscuous' && other.primary === primary)) return `VLAN ${primary} is no primary VLAN`;
		if (type === 'isolated' && vlans.filter((other) => other.primary === primary && other.type === 'isolated').length > 1)
			return `VLAN ${primary} has more than one isolated VLAN`;
	}
	return undefined;
}
