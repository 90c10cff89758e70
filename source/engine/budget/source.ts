/** The publications that the costs and totals come from. */

/** Høiland-Jørgensen et al., The eXpress Data Path, CoNEXT 2018; Xeon E5-1650 v4 at 3.6 GHz, ConnectX-5. */
export const XDP18 = 'Høiland-Jørgensen et al., The eXpress Data Path, CoNEXT 2018';
/** Its raw data, github.com/tohojo/xdp-paper. */
export const XDP18_DATA = 'data of The eXpress Data Path, CoNEXT 2018 (github.com/tohojo/xdp-paper)';
export const OVSCON14 = 'M. Challa, Open vSwitch performance measurements & analysis, OVS Fall Conference 2014';
/** Repeats the 10 GbE figures of J. D. Brouer. */
export const PRE25 = 'preprints.org 202510.1658, table 1, after J. D. Brouer (E5-26xx)';
export const BROUER_TRAITS = 'J. D. Brouer, xdp-project, notes traits01 (3.6 GHz)';
export const BROUER_PAGES = 'J. D. Brouer, xdp-project, notes page_pool01';
export const BROUER_SKB = 'J. D. Brouer, xdp-project, notes kfree_skb_list01';
export const BROUER_XDP_TX = 'J. D. Brouer, prototype-kernel, Eval Generic XDP_TX (i7-6700K)';
export const BROUER_LCA = 'J. D. Brouer, Network stack challenges, LCA 2015';
export const SPLITX = 'Landau et al., SplitX, WIOV 2011 (Xeon X5570 at 2.93 GHz, KVM)';
export const HPCA10 = 'Dong et al., High performance network virtualization with SR-IOV, HPCA 2010';
export const INTEL_IDLE = 'Linux drivers/idle/intel_idle.c, bdw_cstates';
