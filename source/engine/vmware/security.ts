/*
 * The three security policies
 *
 * A vNIC has the address that it was configured with, the initial one (.vmx file), and the one that its guest has
 * it use. The switch knows it by the effective address. Three things that a guest may do are accepted or rejected,
 * on the switch or on the port group:
 *
 * promiscuous mode     accept: a guest whose adapter is promiscuous has a copy of all that passes the switch in
 *                      the VLANs of its port group. Reject: its adapter may be promiscuous, nothing changes
 * MAC address changes  accept: the effective address follows the guest's. Reject: it stays the initial one, and
 *                      while the guest's is another one nothing comes in any more; the guest is not told
 * forged transmits     reject: a frame whose source is not the effective address is dropped. Accept: it goes out,
 *                      and what comes back for that source finds nobody, unless somebody learned it
 *
 * Promiscuous mode is rejected by default everywhere. The other two are accepted by default on old standard
 * switches (here: before 7.0) and rejected on newer ones and, since 5.1, on distributed ones.
 *
 * It is not what a physical switch calls port security: nobody counts addresses.
 *
 * Source: VMware, vSphere Networking, Security Policy; vSphere Security, Securing Virtual Machines with Standard
 * and Distributed Switches.
 *
 * Not modelled: policies of single distributed ports, SpoofGuard, guard against DHCP and ARP spoofing.
 */
import type {Mac} from '../mac.js';
import {isSince, type VsphereRelease} from './release.js';
import type {SwitchFamily, VirtualPort} from './vmware-switch-device.js';

export const VERDICTS = ['accept', 'reject'] as const;
export type Verdict = (typeof VERDICTS)[number];

export interface SecurityPolicy {
	promiscuous: Verdict;
	macChanges: Verdict;
	forgedTransmits: Verdict;
}

/** What a new switch of this kind has. A VEM leaves addresses to its own port security, which is off. */
export function defaultSecurity(family: SwitchFamily, release: VsphereRelease): SecurityPolicy {
	const strict = family === 'nexus-1000v' ? false : isSince(release, family === 'standard' ? '7.0' : '5.1');
	const verdict: Verdict = strict ? 'reject' : 'accept';
	return {promiscuous: 'reject', macChanges: verdict, forgedTransmits: verdict};
}

/** May the guest at `port` send with this source? */
export function mayTransmit({forgedTransmits}: SecurityPolicy, port: VirtualPort, source: Mac): boolean {
	return forgedTransmits === 'accept' || source === port.mac;
}

/** The guest's adapter uses `wanted`: sets the effective address of its port. */
export function takeAddress({macChanges}: SecurityPolicy, port: VirtualPort, wanted: Mac): void {
	const follows = macChanges === 'accept';
	port.mac = follows ? wanted : port.initial;
	port.blocked = !follows && wanted !== port.initial;
}
