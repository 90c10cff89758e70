/** How a sentence names things of the world. The view knows the world; a locale only puts the names in order. */

import type {BondCause} from '../engine/devices/bonding/cause.js';
import type {OverlayCause, OverlayDropReason} from '../engine/devices/overlay-cause.js';
import type {HostedCause, HostedDropReason} from '../engine/hosted/cause.js';
import type {Mac} from '../engine/mac.js';
import type {NatCause, NatDropReason} from '../engine/nat/cause.js';
import type {DeviceId} from '../engine/netdev.js';
import type {OpenFlowCause} from '../engine/openflow/cause.js';
import type {OvsCause} from '../engine/ovs/cause.js';
import type {ProgramCause} from '../engine/programs/cause.js';
import type {WebCause} from '../engine/programs/web-cause.js';
import type {Cause, DropReason, EgressRefusal} from '../engine/sink.js';
import type {SriovCause, SriovDropReason} from '../engine/sriov/cause.js';
import type {IpCause, IpDropReason} from '../engine/stack/cause.js';
import type {TcpCause} from '../engine/stack/tcp/cause.js';
import type {VmwareCause, VmwareDropReason} from '../engine/vmware/cause.js';

export interface Names {
	/** `swp1` for a port, `vm2` for a macvlan that is all a machine has, `host/eth0` for a device elsewhere. */
	device(id: DeviceId): string;
	/** The address, with whose it is: `02:00:00:00:00:02 (vm2)`. */
	mac(mac: Mac): string;
	/** An IPv4 address, `10.0.0.2`. */
	address(address: number): string;
	/** A duration in ns, `12 µs`. */
	duration(nanoseconds: number): string;
}

/** A sentence, or the half of one that follows the device's name, for every kind of cause. */
export type CauseWords = {[K in Cause['kind']]: (cause: Extract<Cause, {kind: K}>, name: Names) => string};
/** Why a copy did not leave by a port. */
export type RefusalWords = Readonly<Record<EgressRefusal, string>>;
/** Why a frame ended: a sentence, and a mark of at most 22 cells for the picture. */
export type DropWords = Readonly<Record<DropReason, {why: string; mark: string}>>;
/** The part of both that belongs to Open vSwitch. */
export type BondCauseWords = {[K in BondCause['kind']]: (cause: Extract<BondCause, {kind: K}>, name: Names) => string};
export type BondDropWords = Pick<DropWords, Extract<DropReason, `bond-${string}`>>;
/** The part of both that belongs to networks of hosted hypervisors. */
export type HostedCauseWords = {[K in HostedCause['kind']]: (cause: Extract<HostedCause, {kind: K}>, name: Names) => string};
export type HostedDropWords = Pick<DropWords, HostedDropReason>;
/** The part of both that belongs to TCP, web programs, connection tracking and NAT. */
export type NatCauseWords = {[K in NatCause['kind']]: (cause: Extract<NatCause, {kind: K}>, name: Names) => string};
export type NatDropWords = Pick<DropWords, NatDropReason>;
export type TcpCauseWords = {[K in TcpCause['kind']]: (cause: Extract<TcpCause, {kind: K}>, name: Names) => string};
export type WebCauseWords = {[K in WebCause['kind']]: (cause: Extract<WebCause, {kind: K}>, name: Names) => string};
/** The part of both that belongs to hosts and routers, and to their programs. */
export type IpCauseWords = {[K in IpCause['kind']]: (cause: Extract<IpCause, {kind: K}>, name: Names) => string};
export type IpDropWords = Pick<DropWords, IpDropReason>;
export type ProgramCauseWords = {[K in ProgramCause['kind']]: (cause: Extract<ProgramCause, {kind: K}>, name: Names) => string};
/** The part of both that belongs to cards with virtual functions. */
export type SriovCauseWords = {[K in SriovCause['kind']]: (cause: Extract<SriovCause, {kind: K}>, name: Names) => string};
export type SriovDropWords = Pick<DropWords, SriovDropReason>;
/** The part of both that belongs to tunnels of Linux and to tc. */
export type OverlayCauseWords = {[K in OverlayCause['kind']]: (cause: Extract<OverlayCause, {kind: K}>, name: Names) => string};
export type OverlayDropWords = Pick<DropWords, OverlayDropReason>;
export type OpenFlowCauseWords = {[K in OpenFlowCause['kind']]: (cause: Extract<OpenFlowCause, {kind: K}>, name: Names) => string};
export type OvsCauseWords = {[K in OvsCause['kind']]: (cause: Extract<OvsCause, {kind: K}>, name: Names) => string};
export type OvsDropWords = Pick<DropWords, Extract<DropReason, `ovs-${string}`>>;
/** The part of both that belongs to switches of VMware. */
export type VmwareCauseWords = {[K in VmwareCause['kind']]: (cause: Extract<VmwareCause, {kind: K}>, name: Names) => string};
export type VmwareDropWords = Pick<DropWords, VmwareDropReason>;
