/**
 * What the drivers of cards with virtual functions allow, where they differ
 *
 * The rules of the simulator are those of Intel's 82599 and its driver ixgbe; the table says where other cards
 * do otherwise. Sources: ixgbe_sriov.c, igb_main.c, i40e_virtchnl_pf.c, ice_sriov.c and their documentation
 * (Documentation/networking/device_drivers/ethernet/intel).
 *
 *  - `totalVfs`: what `sriov_totalvfs` says. The 82599 has 64 pools and keeps one for itself.
 *  - `linkState`: can the host set a VF's link (ndo_set_vf_link_state)? 'no-enable': `enable` is taken and does nothing.
 *  - `promiscuous`: may a trusted VF see unicast that is not its own? Never on the 82599.
 *  - `minRate`: is there a guaranteed rate? Elsewhere every value but 0 is refused.
 *  - `macNeedsReload`: a MAC that the host sets is the VF's only when its driver is loaded again; where it is
 *    not, the host resets the VF and it has the new one at once.
 *  - `macRefusal`: what a guest gets that would change a MAC set by the host (ixgbevf_set_mac, igbvf_set_mac, iavf_set_mac).
 *  - `vlanRefusal`: what a guest gets that makes a VLAN sub-interface in spite of a port VLAN (ixgbevf_vlan_rx_add_vid,
 *    igbvf_vlan_rx_add_vid); with iavf it gets one that carries nothing.
 *  - `defaultPool`: does unicast for a function that is not in the frame's VLAN go to the PF (VT_CTL.DEF_PL) rather than to nobody?
 *  - `reportsRss`: has the driver a say about `query_rss`? Its line in the host's list ends with it.
 */
export const NIC_MODELS = ['82599', 'igb', 'x710', 'e810', 'custom'] as const;
export type NicModel = (typeof NIC_MODELS)[number];

interface ModelRules {
	driver: string;
	totalVfs: number;
	linkState: 'none' | 'no-enable' | 'all';
	promiscuous: boolean;
	minRate: boolean;
	/** Mb/s below or at which a limit is refused; 0 takes any. */
	leastRate: number;
	macNeedsReload: boolean;
	macRefusal: 'EPERM' | 'EACCES' | 'EADDRNOTAVAIL';
	vlanRefusal: 'EACCES' | 'EINVAL' | undefined;
	defaultPool: boolean;
	reportsRss: boolean;
}

export const MODEL_RULES: Readonly<Record<NicModel, ModelRules>> = {
	'82599': {
		driver: 'ixgbe',
		totalVfs: 63,
		linkState: 'no-enable',
		promiscuous: false,
		minRate: false,
		leastRate: 10,
		macNeedsReload: true,
		macRefusal: 'EPERM',
		vlanRefusal: 'EACCES',
		defaultPool: true,
		reportsRss: true,
	},
	igb: {
		driver: 'igb',
		totalVfs: 7,
		linkState: 'none',
		promiscuous: false,
		minRate: false,
		leastRate: 0,
		macNeedsReload: true,
		macRefusal: 'EADDRNOTAVAIL',
		vlanRefusal: 'EINVAL',
		defaultPool: true,
		reportsRss: false,
	},
	x710: {
		driver: 'i40e',
		totalVfs: 128,
		linkState: 'all',
		promiscuous: true,
		minRate: false,
		leastRate: 0,
		macNeedsReload: false,
		macRefusal: 'EACCES',
		vlanRefusal: undefined,
		defaultPool: false,
		reportsRss: false,
	},
	e810: {
		driver: 'ice',
		totalVfs: 256,
		linkState: 'all',
		promiscuous: true,
		minRate: true,
		leastRate: 0,
		macNeedsReload: false,
		macRefusal: 'EACCES',
		vlanRefusal: undefined,
		defaultPool: false,
		reportsRss: false,
	},
	/** A card of the lab's own making: all that an E810 can, and as many VFs as are asked for. */
	custom: {
		driver: 'custom',
		totalVfs: 8,
		linkState: 'all',
		promiscuous: true,
		minRate: true,
		leastRate: 0,
		macNeedsReload: false,
		macRefusal: 'EACCES',
		vlanRefusal: undefined,
		defaultPool: false,
		reportsRss: false,
	},
};
