import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {buildFrame, type Tag, TPID_8021Q} from '../../../source/engine/frame.js';
import {BROADCAST, type Mac} from '../../../source/engine/mac.js';
import {type OvsLab, ovsLab, type PortDescription} from './ovs-lab.js';
import {ask, copies} from './translation-harness.js';

/** VLANs that a port carries, by what it says of itself and not by the rules of the switch. */
interface Membership {
	access: number | undefined;
	trunks: number[];
}

const VLANS = [10, 20, 30];
const STATIONS: Mac[] = [1, 2, 3, 4, 5].map((octet) => 0x5054_0000_0000 + octet);

const accessPort = fc.constantFrom(...VLANS).map((tag): [PortDescription, Membership] => [{tag}, {access: tag, trunks: []}]);
const trunkPort = fc
	.subarray(VLANS, {minLength: 1})
	.map((trunks): [PortDescription, Membership] => [{trunks}, {access: undefined, trunks}]);
const ports = fc.array(fc.oneof(accessPort, trunkPort), {minLength: 2, maxLength: 6});
const sent = fc.record({
	from: fc.nat(5),
	vlan: fc.constantFrom(0, ...VLANS),
	src: fc.constantFrom(...STATIONS),
	dst: fc.constantFrom(BROADCAST, ...STATIONS),
});

/** Translates a frame from port `from` and says by which ports it leaves, with which VLAN: 0 is untagged. */
function send(lab: OvsLab, from: string, vlan: number, src: Mac, dst: Mac): {port: string; vlan: number}[] {
	const tags: Tag[] = vlan === 0 ? [] : [{tpid: TPID_8021Q, pcp: 0, dei: false, vid: vlan}];
	const frame = buildFrame({dst, src, tags, etherType: 0x88b5, payload: new Uint8Array(46)});
	return copies(lab, ask(lab, frame, from).actions, tags).map(({port, tags: [tag]}) => ({port, vlan: tag?.vid ?? 0}));
}

function carries({access, trunks}: Membership, vlan: number): boolean {
	return access === vlan || trunks.includes(vlan);
}

describe('NORMAL', () => {
	it('delivers nothing across VLANs and nothing back, whatever it has learned', () => {
		fc.assert(
			fc.property(ports, fc.array(sent, {minLength: 1, maxLength: 25}), (described, frames) => {
				const names = described.map((_, index) => `p${index + 1}`);
				const membership = new Map(described.map(([, member], index) => [names[index] as string, member]));
				const lab = ovsLab({bridges: {br0: {ports: Object.fromEntries(described.map(([config], index) => [names[index], config]))}}});
				for (const {from, vlan, src, dst} of frames) {
					const ingress = names[from % names.length] as string;
					const {access, trunks} = membership.get(ingress) as Membership;
					// A tag on an access port, or a VLAN that the trunk does not carry: dropped.
					const inside = access === undefined ? (trunks.includes(vlan) ? vlan : undefined) : vlan === 0 ? access : undefined;
					const out = send(lab, ingress, vlan, src, dst);
					if (inside === undefined) expect(out).toEqual([]);
					expect(new Set(out.map(({port}) => port)).size).toBe(out.length);
					for (const {port, vlan: left} of out) {
						expect(port).not.toBe(ingress);
						if (port === 'br0') {
							expect(left).toBe(inside);
							continue;
						}
						const egress = membership.get(port) as Membership;
						expect(carries(egress, inside as number)).toBe(true);
						expect(left).toBe(egress.access === undefined ? inside : 0);
					}
				}
			}),
			{numRuns: 120},
		);
	});

	it('floods what it does not know to every other port of the VLAN', () => {
		fc.assert(
			fc.property(ports, fc.nat(5), fc.constantFrom(...VLANS), (described, from, vlan) => {
				const names = described.map((_, index) => `p${index + 1}`);
				const lab = ovsLab({bridges: {br0: {ports: Object.fromEntries(described.map(([config], index) => [names[index], config]))}}});
				const at = from % names.length;
				const [, member] = described[at] as (typeof described)[number];
				fc.pre(carries(member, vlan));
				const out = send(lab, names[at] as string, member.access === undefined ? vlan : 0, STATIONS[0] as Mac, BROADCAST);
				const expected = names.filter((_, index) => index !== at && carries((described[index] as (typeof described)[number])[1], vlan));
				expect(out.map(({port}) => port).sort()).toEqual(['br0', ...expected].sort());
			}),
			{numRuns: 60},
		);
	});

	it('delivers nothing between protected ports, and everything else', () => {
		fc.assert(
			fc.property(fc.array(fc.boolean(), {minLength: 2, maxLength: 6}), fc.array(sent, {maxLength: 20}), (isProtected, frames) => {
				const names = isProtected.map((_, index) => `p${index + 1}`);
				const lab = ovsLab({
					bridges: {br0: {ports: Object.fromEntries(names.map((name, index) => [name, {protected: isProtected[index] === true}]))}},
				});
				const isShut = (name: string): boolean => isProtected[names.indexOf(name)] === true;
				for (const {from, src, dst} of frames) {
					const ingress = names[from % names.length] as string;
					const out = send(lab, ingress, 0, src, dst).map(({port}) => port);
					for (const port of out) expect(isShut(ingress) && isShut(port)).toBe(false);
					if (dst === BROADCAST) {
						const open = names.filter((name) => name !== ingress && !(isShut(ingress) && isShut(name)));
						expect(out.toSorted()).toEqual(['br0', ...open].sort());
					}
				}
			}),
			{numRuns: 60},
		);
	});

	it('without statistics answers the same and changes nothing', () => {
		const lab = ovsLab({bridges: {br0: {ports: {p1: {}, p2: {}}}}});
		const frame = buildFrame({dst: BROADCAST, src: STATIONS[0] as Mac, etherType: 0x88b5, payload: new Uint8Array(46)});
		const before = structuredClone(lab.bridge().macs);
		const asked = ask(lab, frame, 'p1', true);
		expect(lab.bridge().macs).toEqual(before);
		const told = ask(lab, frame, 'p1');
		expect(told.actions).toEqual(asked.actions);
		expect(told.mask).toEqual(asked.mask);
		expect(lab.bridge().macs).not.toEqual(before);
	});
});
