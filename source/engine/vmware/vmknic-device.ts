/** A VMkernel adapter (vmk0, vmk1, …): the host's own device, with an address of its stack, on a port group like a guest. It has no link, only its switch. */
import type {Netdev} from '../netdev.js';

/** What a vmknic carries. Labels: the engine sends what its stack sends. */
export const VMKERNEL_SERVICES = ['management', 'vmotion', 'ft', 'nfs', 'iscsi', 'vsan', 'replication'] as const;
export type VmkernelService = (typeof VMKERNEL_SERVICES)[number];

export interface Vmknic extends Netdev {
	kind: 'vmknic';
	services: VmkernelService[];
}
