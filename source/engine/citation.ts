/*
 * Where each rule stands
 *
 * Every cause and every drop names the function of the kernel that decides so,
 * or the clause or RFC that does. A learner who asks why can go and read; a
 * cause without a source does not compile.
 */
import {BOND_CAUSE_SOURCES, BOND_DROP_SOURCES} from './devices/bonding/cause.js';
import {OVERLAY_CAUSE_SOURCES, OVERLAY_DROP_SOURCES} from './devices/overlay-cause.js';
import {HOSTED_CAUSE_SOURCES, HOSTED_DROP_SOURCES} from './hosted/cause.js';
import {NAT_CAUSE_SOURCES, NAT_DROP_SOURCES} from './nat/cause.js';
import {OPENFLOW_CAUSE_SOURCES} from './openflow/cause.js';
import {OVS_CAUSE_SOURCES, OVS_DROP_SOURCES} from './ovs/citation.js';
import {PROGRAM_CAUSE_SOURCES} from './programs/cause.js';
import {WEB_CAUSE_SOURCES} from './programs/web-cause.js';
import type {Cause, DropReason, EgressRefusal} from './sink.js';
import {SRIOV_CAUSE_SOURCES, SRIOV_DROP_SOURCES} from './sriov/cause.js';
import {IP_CAUSE_SOURCES, IP_DROP_SOURCES} from './stack/cause.js';
import {TCP_CAUSE_SOURCES} from './stack/tcp/cause.js';
import {VMWARE_CAUSE_SOURCES, VMWARE_DROP_SOURCES} from './vmware/cause.js';

/** Source of the rule behind a cause. */
export const CAUSE_SOURCES: Readonly<Record<Cause['kind'], string>> = {
	'macvlan-to-wire': 'macvlan_queue_xmit',
	'macvlan-sibling-hit': 'macvlan_queue_xmit, macvlan_hash_lookup',
	'macvlan-sibling-miss': 'macvlan_queue_xmit, macvlan_hash_lookup',
	'macvlan-broadcast-local': 'macvlan_queue_xmit, macvlan_broadcast',
	'macvlan-unicast-hit': 'macvlan_handle_frame, macvlan_hash_lookup',
	'macvlan-unicast-miss': 'macvlan_handle_frame',
	'macvlan-passthru': 'macvlan_handle_frame',
	'macvlan-flood-external': 'macvlan_multicast_rx',
	'macvlan-flood-reflected': 'macvlan_multicast_rx',
	'macvlan-returned-to-sender': 'macvlan_handle_frame',
	'macvlan-source-hit': 'macvlan_forward_source',
	'multicast-filtered': 'macvlan_broadcast, macvlan_compute_filter',
	'fdb-learned': 'br_fdb_update',
	'fdb-refreshed': 'br_fdb_update',
	'fdb-moved': 'br_fdb_update',
	'fdb-not-learned': 'br_fdb_update',
	'fdb-hit': 'br_handle_frame_finish, br_fdb_find_rcu',
	'fdb-local': 'br_handle_frame_finish, br_pass_frame_up',
	'fdb-miss': 'br_handle_frame_finish, br_flood',
	'flood-group': 'br_handle_frame_finish, br_flood',
	'mdb-hit': 'br_multicast_flood',
	'mdb-miss': 'br_multicast_flood',
	snooped: 'br_multicast_rcv',
	egress: '__br_forward',
	'egress-refused': 'should_deliver, br_allowed_egress, br_flood',
	'backup-port': 'br_forward',
	'link-local': 'br_handle_frame, IEEE 802.1Q table 8-1',
	'link-local-forwarded': 'br_handle_frame',
	'from-host': 'br_dev_xmit',
	'host-promiscuous': 'br_handle_frame_finish, br_pass_frame_up',
	'vlan-ingress': '__allowed_ingress',
	'vlan-egress': 'br_handle_vlan',
	'stp-state': 'br_port_state_selection, IEEE 802.1D-1998 8.4',
	'stp-root': 'br_root_selection, IEEE 802.1D-1998 8.6.7',
	'stp-topology-change': 'br_topology_change_detection, IEEE 802.1D-1998 8.6.14',
	'bpdu-received': 'br_stp_rcv, IEEE 802.1D-1998 8.7',
	'vlan-device': 'vlan_do_receive, vlan_dev_hard_start_xmit',
	'nic-accepts': 'eth_type_trans',
	encapsulated: 'vxlan_xmit_one, ip_tunnel_xmit, RFC 7348',
	decapsulated: 'vxlan_rcv, gre_rcv, RFC 7348',
	'arp-asked': 'arp_solicit, RFC 826',
	'arp-checked': 'arp_solicit, neigh_timer_handler',
	'arp-answered': 'arp_process, RFC 826',
	'arp-learned': 'arp_process, RFC 826',
	'arp-waiting': '__neigh_event_send',
	'arp-failed': 'arp_error_report',
	'no-route': 'ip_route_output_key_hash',
	'echo-answered': 'icmp_echo, RFC 792',
	'echo-received': 'ping_rcv, RFC 792',
	'fdb-aged': 'br_fdb_cleanup',
	...BOND_CAUSE_SOURCES,
	...HOSTED_CAUSE_SOURCES,
	...IP_CAUSE_SOURCES,
	...NAT_CAUSE_SOURCES,
	...TCP_CAUSE_SOURCES,
	...WEB_CAUSE_SOURCES,
	...PROGRAM_CAUSE_SOURCES,
	...OPENFLOW_CAUSE_SOURCES,
	...OVERLAY_CAUSE_SOURCES,
	...OVS_CAUSE_SOURCES,
	...VMWARE_CAUSE_SOURCES,
	...SRIOV_CAUSE_SOURCES,
};

/** Source of the rule behind a drop. */
export const DROP_SOURCES: Readonly<Record<DropReason, string>> = {
	'device-down': '__dev_queue_xmit, netif_receive_skb',
	'no-carrier': 'dev_queue_xmit (noop_qdisc)',
	'invalid-source': 'br_handle_frame',
	'port-not-forwarding': 'br_handle_frame, br_handle_frame_finish',
	'vlan-not-allowed': '__allowed_ingress',
	'no-pvid': '__allowed_ingress',
	'port-locked': 'br_handle_frame_finish',
	pause: 'br_handle_frame',
	'reserved-group': 'IEEE 802.1Q-2018 8.6.3',
	'bpdu-consumed': 'br_stp_rcv',
	'bpdu-guard': 'br_stp_rcv',
	'own-address': 'br_dev_xmit',
	'egress-refused': 'br_forward, should_deliver',
	'no-egress': 'br_flood',
	'broadcast-queue-full': 'macvlan_broadcast_enqueue',
	'too-long': 'is_skb_forwardable',
	'own-broadcast': 'arp_process, ip_rcv',
	'other-host': 'ip_rcv_core, arp_rcv',
	'no-vlan-device': '__netif_receive_skb_core',
	'not-for-us': 'ip_route_input_noref, arp_process',
	'tunnel-unreachable': 'ip_route_output_tunnel',
	'neighbour-failed': 'neigh_invalidate, arp_error_report',
	'neighbour-queue-full': '__neigh_event_send',
	'no-stack': '__netif_receive_skb_core',
	'hop-budget': 'this simulator: a frame may cross so many links',
	malformed: 'eth_type_trans, ip_rcv_core',
	...BOND_DROP_SOURCES,
	...HOSTED_DROP_SOURCES,
	...IP_DROP_SOURCES,
	...NAT_DROP_SOURCES,
	...OVERLAY_DROP_SOURCES,
	...OVS_DROP_SOURCES,
	...VMWARE_DROP_SOURCES,
	...SRIOV_DROP_SOURCES,
};

/** Source of the rule by which a port refused a copy. */
export const REFUSAL_SOURCES: Readonly<Record<EgressRefusal, string>> = {
	'ingress-port': 'should_deliver',
	'not-forwarding': 'should_deliver',
	isolated: 'should_deliver, br_skb_isolated',
	vlan: 'br_allowed_egress',
	'unicast-flood-off': 'br_flood',
	'multicast-flood-off': 'br_flood',
	'broadcast-flood-off': 'br_flood',
	'too-long': 'is_skb_forwardable',
	'no-member': 'br_multicast_flood',
};

/** A physical VLAN switch follows the standard (IEEE 802.1Q-2018), not the kernel. */
export const VLAN_SWITCH_SOURCES: Readonly<Partial<Record<Cause['kind'], string>>> = {
	'link-local': 'IEEE 802.1Q-2018 8.6.3, table 8-1',
	'vlan-ingress': 'IEEE 802.1Q-2018 6.9, 8.6.2',
	'fdb-learned': 'IEEE 802.1Q-2018 8.7',
	'fdb-refreshed': 'IEEE 802.1Q-2018 8.7',
	'fdb-moved': 'IEEE 802.1Q-2018 8.7',
	'fdb-not-learned': 'IEEE 802.1Q-2018 8.7',
	'fdb-aged': 'IEEE 802.1Q-2018 8.8.3',
	'fdb-hit': 'IEEE 802.1Q-2018 8.6.3',
	'fdb-miss': 'IEEE 802.1Q-2018 8.6.3',
	'flood-group': 'IEEE 802.1Q-2018 8.6.3',
	'egress-refused': 'IEEE 802.1Q-2018 8.6.1, 8.6.4',
	'vlan-egress': 'IEEE 802.1Q-2018 8.6.4',
};

/** Whatever a switch of VMware decides in the words of others: no source code is public. */
export const VMWARE_SOURCE = 'VMware, vSphere Networking';

/** The source of one cause; an egress refusal has that of its own rule. */
export function sourceOf(cause: Cause): string {
	return cause.kind === 'egress-refused' ? REFUSAL_SOURCES[cause.why] : CAUSE_SOURCES[cause.kind];
}
