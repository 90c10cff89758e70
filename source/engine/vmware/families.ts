/** The families of virtual switches for VMware's hypervisor, and what became of each: data for lessons and views. */

interface SwitchFamilyFact {
	id: 'standard' | 'distributed' | 'nsx' | 'nexus-1000v';
	name: string;
	/** `superseded`: another one took its place; `ended`: no supported release has it. */
	state: 'current' | 'superseded' | 'ended';
	configuredAt: 'host' | 'vcenter' | 'nsx-manager' | 'vsm';
	/** Last release with it. */
	last?: string;
	/** What to use now. */
	successor?: SwitchFamilyFact['id'];
	source: string;
}

export const FAMILY_FACTS: readonly SwitchFamilyFact[] = [
	{
		id: 'standard',
		name: 'vSphere Standard Switch (vSS)',
		state: 'current',
		configuredAt: 'host',
		source: 'VMware, vSphere Networking 8.0',
	},
	{
		id: 'distributed',
		name: 'vSphere Distributed Switch (vDS)',
		state: 'current',
		configuredAt: 'vcenter',
		source: 'VMware, vSphere Networking 8.0',
	},
	{
		id: 'nsx',
		name: 'NSX Virtual Distributed Switch (N-VDS)',
		state: 'superseded',
		configuredAt: 'nsx-manager',
		last: 'NSX 4; removed in NSX 9',
		successor: 'distributed',
		source: 'Broadcom community, 21 November 2024',
	},
	{
		id: 'nexus-1000v',
		name: 'Cisco Nexus 1000V',
		state: 'ended',
		configuredAt: 'vsm',
		last: 'vSphere 6.5 Update 1',
		successor: 'distributed',
		source: 'VMware KB 2149722 (2017): end of the third-party virtual switch programme',
	},
];
