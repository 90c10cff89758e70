/**
 * The tables of Open vSwitch (vswitch.ovsschema 8.3.1, that of release 3.1; columns are explained in
 * ovs-vswitchd.conf.db(5)).
 */
import {
	BOOLEAN,
	COUNTS,
	ephemeral,
	INTEGER,
	integer,
	map,
	one,
	oneOf,
	optional,
	row,
	SETTINGS,
	STRING,
	set,
	some,
	type TableName,
	type TableSchema,
	weak,
} from './database-schema.js';
import {BRIDGE_COLUMNS, INTERFACE_COLUMNS, PORT_COLUMNS} from './database-tables-switch.js';

const UINT32 = integer(0, 0xffff_ffff);
const VLAN_ID = integer(0, 4095);

export const SCHEMA: Readonly<Record<TableName, TableSchema>> = {
	Open_vSwitch: {
		columns: {
			datapaths: map(STRING, row('Datapath')),
			bridges: set(row('Bridge')),
			manager_options: set(row('Manager')),
			ssl: optional(row('SSL')),
			other_config: SETTINGS,
			external_ids: SETTINGS,
			next_cfg: one(INTEGER),
			cur_cfg: one(INTEGER),
			statistics: ephemeral(SETTINGS),
			ovs_version: optional(STRING),
			db_version: optional(STRING),
			system_type: optional(STRING),
			system_version: optional(STRING),
			datapath_types: set(STRING),
			iface_types: set(STRING),
			dpdk_initialized: one(BOOLEAN),
			dpdk_version: optional(STRING),
		},
		isRoot: true,
		maxRows: 1,
	},
	Bridge: {columns: BRIDGE_COLUMNS, indexes: [['name']]},
	Port: {columns: PORT_COLUMNS, indexes: [['name']]},
	Interface: {columns: INTERFACE_COLUMNS, indexes: [['name']]},
	Flow_Table: {
		columns: {
			name: optional(STRING),
			flow_limit: optional(integer(0)),
			overflow_policy: optional(oneOf('refuse', 'evict')),
			groups: set(STRING),
			prefixes: set(STRING, 3),
			external_ids: SETTINGS,
		},
	},
	QoS: {
		columns: {type: one(STRING), queues: map(UINT32, row('Queue')), other_config: SETTINGS, external_ids: SETTINGS},
		isRoot: true,
	},
	Queue: {
		columns: {dscp: optional(integer(0, 63)), other_config: SETTINGS, external_ids: SETTINGS},
		isRoot: true,
	},
	Mirror: {
		columns: {
			name: one(STRING),
			select_all: one(BOOLEAN),
			select_src_port: set(weak('Port')),
			select_dst_port: set(weak('Port')),
			select_vlan: set(VLAN_ID, 4096),
			output_port: optional(weak('Port')),
			output_vlan: optional(integer(1, 4095)),
			snaplen: optional(integer(14, 65535)),
			statistics: ephemeral(COUNTS),
			external_ids: SETTINGS,
		},
	},
	NetFlow: {
		columns: {
			targets: some(STRING),
			engine_type: optional(integer(0, 255)),
			engine_id: optional(integer(0, 255)),
			add_id_to_interface: one(BOOLEAN),
			active_timeout: one(integer(-1)),
			external_ids: SETTINGS,
		},
	},
	sFlow: {
		columns: {
			targets: some(STRING),
			sampling: optional(INTEGER),
			polling: optional(INTEGER),
			header: optional(INTEGER),
			agent: optional(STRING),
			external_ids: SETTINGS,
		},
	},
	IPFIX: {
		columns: {
			targets: set(STRING),
			sampling: optional(integer(1, 0xffff_ffff)),
			obs_domain_id: optional(UINT32),
			obs_point_id: optional(UINT32),
			cache_active_timeout: optional(integer(0, 4200)),
			cache_max_flows: optional(UINT32),
			other_config: SETTINGS,
			external_ids: SETTINGS,
		},
	},
	Flow_Sample_Collector_Set: {
		columns: {id: one(UINT32), bridge: one(row('Bridge')), ipfix: optional(row('IPFIX')), external_ids: SETTINGS},
		isRoot: true,
		indexes: [['id', 'bridge']],
	},
	Controller: {
		columns: {
			type: optional(oneOf('primary', 'service')),
			target: one(STRING),
			max_backoff: optional(integer(1000)),
			inactivity_probe: optional(INTEGER),
			connection_mode: optional(oneOf('in-band', 'out-of-band')),
			local_ip: optional(STRING),
			local_netmask: optional(STRING),
			local_gateway: optional(STRING),
			enable_async_messages: optional(BOOLEAN),
			controller_queue_size: optional(integer(1, 512)),
			controller_rate_limit: optional(integer(100)),
			controller_burst_limit: optional(integer(25)),
			other_config: SETTINGS,
			external_ids: SETTINGS,
			is_connected: ephemeral(one(BOOLEAN)),
			role: ephemeral(optional(oneOf('other', 'master', 'slave'))),
			status: ephemeral(SETTINGS),
		},
	},
	Manager: {
		columns: {
			target: one(STRING),
			max_backoff: optional(integer(1000)),
			inactivity_probe: optional(INTEGER),
			connection_mode: optional(oneOf('in-band', 'out-of-band')),
			other_config: SETTINGS,
			external_ids: SETTINGS,
			is_connected: ephemeral(one(BOOLEAN)),
			status: ephemeral(SETTINGS),
		},
		indexes: [['target']],
	},
	Datapath: {
		columns: {
			datapath_version: one(STRING),
			ct_zones: map(integer(0, 65535), row('CT_Zone')),
			capabilities: SETTINGS,
			external_ids: SETTINGS,
		},
	},
	CT_Zone: {columns: {timeout_policy: optional(row('CT_Timeout_Policy')), external_ids: SETTINGS}},
	CT_Timeout_Policy: {
		columns: {
			timeouts: map(
				oneOf(
					'tcp_syn_sent',
					'tcp_syn_recv',
					'tcp_established',
					'tcp_fin_wait',
					'tcp_close_wait',
					'tcp_last_ack',
					'tcp_time_wait',
					'tcp_close',
					'tcp_syn_sent2',
					'tcp_retransmit',
					'tcp_unack',
					'udp_first',
					'udp_single',
					'udp_multiple',
					'icmp_first',
					'icmp_reply',
				),
				UINT32,
			),
			external_ids: SETTINGS,
		},
	},
	SSL: {
		columns: {
			private_key: one(STRING),
			certificate: one(STRING),
			ca_cert: one(STRING),
			bootstrap_ca_cert: one(BOOLEAN),
			external_ids: SETTINGS,
		},
		maxRows: 1,
	},
	AutoAttach: {
		columns: {
			system_name: one(STRING),
			system_description: one(STRING),
			mappings: map(integer(0, 16_777_215), VLAN_ID),
		},
	},
};

/** The column of a table. Throws when there is none: names come from the program itself. */
export function columnOf(table: TableName, name: string) {
	const column = SCHEMA[table].columns[name];
	if (!column) throw new RangeError(`no column ${name} in table ${table}`);
	return column;
}
