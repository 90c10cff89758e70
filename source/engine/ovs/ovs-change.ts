/** Changes of Open vSwitch: its database, its tables, and what `ovs-appctl` asks of the daemon. */
import type {Action} from '../flow/action.js';
import type {FlowMod} from '../flow/flow-mod.js';
import type {GroupMod} from '../flow/group.js';
import type {FlowKey} from '../flow/key.js';
import type {Mac} from '../mac.js';
import type {MachineId} from '../netdev.js';
import type {OvsdbOperation} from './database/database.js';
import type {OfPort} from './vswitchd.js';

export type OvsChange =
	/** `systemctl start|stop openvswitch-switch`: the database stays. */
	| {kind: 'ovs-daemon'; machine: MachineId; running: boolean}
	/** What `ovs-vsctl` does; the daemon reconfigures itself at once. The result has the UUIDs of the rows that were inserted. */
	| {kind: 'ovsdb-transact'; machine: MachineId; operations: OvsdbOperation[]}
	| {kind: 'flow-mod'; machine: MachineId; bridge: string; mod: FlowMod}
	| {kind: 'group-mod'; machine: MachineId; bridge: string; mod: GroupMod}
	| {kind: 'port-mod'; machine: MachineId; bridge: string; port: number; config: Partial<OfPort['config']>}
	| {kind: 'packet-out'; machine: MachineId; bridge: string; inPort: number; actions: Action[]; bytes: Uint8Array}
	/** `ovs-appctl fdb/add`, `fdb/del`: a static entry. */
	| {kind: 'ovs-fdb-add'; machine: MachineId; bridge: string; port: string; vlan: number; mac: Mac}
	| {kind: 'ovs-fdb-del'; machine: MachineId; bridge: string; vlan: number; mac: Mac}
	/** Without a bridge: all. Static entries stay. */
	| {kind: 'ovs-fdb-flush'; machine: MachineId; bridge?: string}
	| {kind: 'ovs-mdb-flush'; machine: MachineId; bridge?: string}
	/** `ovs-appctl dpctl/del-flows`, `revalidator/purge`: all cached flows go. */
	| {kind: 'ovs-purge'; machine: MachineId}
	/** `revalidator/wait`: a round at once. */
	| {kind: 'ovs-revalidate'; machine: MachineId}
	| {kind: 'ovs-flow-limit'; machine: MachineId; limit: number}
	| {kind: 'ovs-fdb-clear-statistics'; machine: MachineId; bridge?: string}
	/** `ofproto/trace … -generate`: what the frame of this flow would teach and count, it does. */
	| {kind: 'ovs-generate'; machine: MachineId; bridge: string; key: FlowKey}
	/** `upcall/enable-megaflows`, `disable-megaflows`. */
	| {kind: 'ovs-megaflows'; machine: MachineId; enabled: boolean}
	/** `bond/set-active-member`, `bond/migrate`, `bond/enable-member`, `bond/disable-member`. */
	| {kind: 'ovs-bond-active'; machine: MachineId; port: string; member: string}
	| {kind: 'ovs-bond-migrate'; machine: MachineId; port: string; hash: number; member: string}
	| {kind: 'ovs-bond-enable'; machine: MachineId; port: string; member: string; enabled: boolean};
