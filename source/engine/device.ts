/** The union of device kinds. Each kind's state stands beside its rules; `tick.ts` holds the only kind -> function table. */
import type {BondDevice} from './devices/bonding/bond-device.js';
import type {Bridge} from './devices/bridge/bridge-device.js';
import type {Datapath, OvsInternal} from './devices/datapath/datapath-device.js';
import type {GretapDevice} from './devices/gretap/gretap-device.js';
import type {Macvlan} from './devices/macvlan-device.js';
import type {VlanDevice} from './devices/vlan-device.js';
import type {VlanSwitch} from './devices/vlan-switch-device.js';
import type {VxlanDevice} from './devices/vxlan/vxlan-device.js';
import type {UserNetwork, Vmnet} from './hosted/hub-device.js';
import type {Nic} from './netdev.js';
import type {VfDevice} from './sriov/adapter.js';
import type {FailoverDevice} from './sriov/failover-device.js';
import type {Vmknic} from './vmware/vmknic-device.js';
import type {VmwareSwitch} from './vmware/vmware-switch-device.js';

export type Device =
	| Nic
	| Bridge
	| Macvlan
	| Datapath
	| OvsInternal
	| VlanDevice
	| VlanSwitch
	| VmwareSwitch
	| Vmknic
	| BondDevice
	| VxlanDevice
	| GretapDevice
	| Vmnet
	| UserNetwork
	| VfDevice
	| FailoverDevice;
export type DeviceKind = Device['kind'];
