/** What an administrator does to the switches of VMware: on a host for a standard switch, at vCenter or the VSM for the others. */
import type {Mac} from '../mac.js';
import type {DeviceId, MachineId} from '../netdev.js';
import type {LagSettings} from './lag.js';
import type {ManagerKind} from './manager.js';
import type {MirrorSession} from './mirror.js';
import type {PortGroupOptions} from './port-group.js';
import type {PrivateVlan} from './private-vlan.js';
import type {VsphereRelease} from './release.js';
import type {SecurityPolicy} from './security.js';
import type {TeamingPolicy} from './teaming.js';
import type {VmkernelService} from './vmknic-device.js';

/** What is set on a switch as a whole. What is left out stays. */
export interface SwitchOptions {
	security?: Partial<SecurityPolicy>;
	teaming?: Partial<TeamingPolicy>;
	privateVlans?: PrivateVlan[];
	lags?: LagSettings[];
	mirrors?: MirrorSession[];
	floodBlocking?: boolean;
}

export type GroupReset = readonly ('security' | 'teaming')[];

export type VmwareChange =
	| {kind: 'add-standard-switch'; machine: MachineId; name: string; mac?: Mac; release?: VsphereRelease}
	/** The host joins a switch of `manager`: a vDS, or as a VEM a Nexus 1000V. */
	| {kind: 'add-distributed-switch'; machine: MachineId; name: string; mac?: Mac; manager: MachineId; managed: string}
	/** Of a standard switch. A group that is not there is made. `reset`: what it has from its switch again before the options are set. */
	| {kind: 'set-port-group'; device: DeviceId; name: string; options: Partial<PortGroupOptions>; reset?: GroupReset}
	| {kind: 'remove-port-group'; device: DeviceId; name: string}
	| {kind: 'set-vmware-switch'; device: DeviceId; options: SwitchOptions}
	/** Plugs the switch's end of a guest's link into a port group, or moves it to another. */
	| {kind: 'plug-vnic'; device: DeviceId; master: DeviceId; group: string; initial?: Mac}
	/** `name` is what teams call it. */
	| {kind: 'plug-uplink'; device: DeviceId; master: DeviceId; name?: string; lag?: string}
	| {kind: 'unplug'; device: DeviceId}
	| {kind: 'add-vmknic'; machine: MachineId; name: string; master: DeviceId; group: string; mac?: Mac; services: VmkernelService[]}
	/** Installs vCenter or a VSM, running; or stops and starts it. */
	| {kind: 'add-manager'; machine: MachineId; manager: ManagerKind}
	| {kind: 'run-manager'; machine: MachineId; running: boolean}
	/** Connects a host to its manager, or takes it away. */
	| {kind: 'connect-host'; machine: MachineId; host: MachineId; connected: boolean}
	| {kind: 'add-managed-switch'; machine: MachineId; name: string; release?: VsphereRelease}
	| {kind: 'set-managed-switch'; machine: MachineId; name: string; options: SwitchOptions}
	| {
			kind: 'set-managed-group';
			machine: MachineId;
			name: string;
			group: string;
			options: Partial<PortGroupOptions>;
			reset?: GroupReset;
	  }
	| {kind: 'remove-managed-group'; machine: MachineId; name: string; group: string}
	/** The host begins anew: a VEM that does not reach its VSM has then nothing but system VLANs. */
	| {kind: 'restart-switch'; device: DeviceId};
