/** What `tc` prints when it is asked for help or does not understand. */

export const TC_USAGE = `Usage:\ttc [ OPTIONS ] OBJECT { COMMAND | help }
\ttc [-force] -batch filename
where  OBJECT := { qdisc | class | filter | chain |
\t\t    action | monitor | exec }
       OPTIONS := { -V[ersion] | -s[tatistics] | -d[etails] | -r[aw] |
\t\t    -o[neline] | -j[son] | -p[retty] | -c[olor]
\t\t    -b[atch] [filename] | -n[etns] name | -N[umeric] |
\t\t     -nm | -nam[es] | { -cf | -conf } path
\t\t     -br[ief] }
`;

export const TC_QDISC_USAGE = `Usage: tc qdisc [ add | del | replace | change | show ] dev STRING
       [ handle QHANDLE ] [ root | ingress | clsact | parent CLASSID ]
       [ estimator INTERVAL TIME_CONSTANT ]
       [ stab [ help | STAB_OPTIONS] ]
       [ ingress_block BLOCK_INDEX ] [ egress_block BLOCK_INDEX ]
       [ [ QDISC_KIND ] [ help | OPTIONS ] ]

       tc qdisc { show | list } [ dev STRING ] [ QDISC_ID ] [ invisible ]
Where:
QDISC_KIND := { [p|b]fifo | tbf | prio | cbq | red | etc. }
OPTIONS := ... try tc qdisc add <desired QDISC_KIND> help
STAB_OPTIONS := ... try tc qdisc add stab help
QDISC_ID := { root | ingress | handle QHANDLE | parent CLASSID }
`;

export const TC_FILTER_USAGE = `Usage: tc filter [ add | del | change | replace | show ] [ dev STRING ]
       tc filter [ add | del | change | replace | show ] [ block BLOCK_INDEX ]
       tc filter get dev STRING parent CLASSID protocol PROTO handle FILTERID pref PRIO FILTER_TYPE
       tc filter get block BLOCK_INDEX protocol PROTO handle FILTERID pref PRIO FILTER_TYPE
       [ pref PRIO ] protocol PROTO [ chain CHAIN_INDEX ]
       [ estimator INTERVAL TIME_CONSTANT ]
       [ root | ingress | egress | parent CLASSID ]
       [ handle FILTERID ] [ [ FILTER_TYPE ] [ help | OPTIONS ] ]

       tc filter show [ dev STRING ] [ root | ingress | egress | parent CLASSID ]
       tc filter show [ block BLOCK_INDEX ]
Where:
FILTER_TYPE := { rsvp | u32 | bpf | fw | route | etc. }
FILTERID := ... format depends on classifier, see there
OPTIONS := ... try tc filter add <desired FILTER_KIND> help
`;

export const MATCHALL_USAGE = `Usage: ... matchall [skip_sw | skip_hw]
                 [ action ACTION_SPEC ] [ classid CLASSID ]

Where: SELECTOR := SAMPLE SAMPLE ...
       FILTERID := X:Y:Z
       ACTION_SPEC := ... look at individual actions

NOTE: CLASSID is parsed as hexadecimal input.
`;

export const FLOWER_USAGE = `Usage: ... flower\t[ MATCH-LIST ] [ verbose ]
\t\t\t[ skip_sw | skip_hw ]
\t\t\t[ action ACTION-SPEC ] [ classid CLASSID ]

Where: MATCH-LIST := [ MATCH-LIST ] MATCH
       MATCH      := {\tindev DEV-NAME |
\t\t\tnum_of_vlans VLANS_COUNT |
\t\t\tvlan_id VID |
\t\t\tvlan_prio PRIORITY |
\t\t\tvlan_ethtype [ ipv4 | ipv6 | ETH-TYPE ] |
\t\t\tcvlan_id VID |
\t\t\tcvlan_prio PRIORITY |
\t\t\tcvlan_ethtype [ ipv4 | ipv6 | ETH-TYPE ] |
\t\t\tpppoe_sid PSID |
\t\t\tppp_proto [ ipv4 | ipv6 | mpls_uc | mpls_mc | PPP_PROTO ]\t\t\tdst_mac MASKED-LLADDR |
\t\t\tsrc_mac MASKED-LLADDR |
\t\t\tip_proto [tcp | udp | sctp | icmp | icmpv6 | IP-PROTO ] |
\t\t\tip_tos MASKED-IP_TOS |
\t\t\tip_ttl MASKED-IP_TTL |
\t\t\tmpls LSE-LIST |
\t\t\tmpls_label LABEL |
\t\t\tmpls_tc TC |
\t\t\tmpls_bos BOS |
\t\t\tmpls_ttl TTL |
\t\t\tdst_ip PREFIX |
\t\t\tsrc_ip PREFIX |
\t\t\tdst_port PORT-NUMBER |
\t\t\tsrc_port PORT-NUMBER |
\t\t\ttcp_flags MASKED-TCP_FLAGS |
\t\t\ttype MASKED-ICMP-TYPE |
\t\t\tcode MASKED-ICMP-CODE |
\t\t\tarp_tip IPV4-PREFIX |
\t\t\tarp_sip IPV4-PREFIX |
\t\t\tarp_op [ request | reply | OP ] |
\t\t\tarp_tha MASKED-LLADDR |
\t\t\tarp_sha MASKED-LLADDR |
\t\t\tenc_dst_ip [ IPV4-ADDR | IPV6-ADDR ] |
\t\t\tenc_src_ip [ IPV4-ADDR | IPV6-ADDR ] |
\t\t\tenc_key_id [ KEY-ID ] |
\t\t\tenc_tos MASKED-IP_TOS |
\t\t\tenc_ttl MASKED-IP_TTL |
\t\t\tgeneve_opts MASKED-OPTIONS |
\t\t\tvxlan_opts MASKED-OPTIONS |
                       erspan_opts MASKED-OPTIONS |
\t\t\tgtp_opts MASKED-OPTIONS |
\t\t\tip_flags IP-FLAGS |
\t\t\tenc_dst_port [ port_number ] |
\t\t\tct_state MASKED_CT_STATE |
\t\t\tct_label MASKED_CT_LABEL |
\t\t\tct_mark MASKED_CT_MARK |
\t\t\tct_zone MASKED_CT_ZONE }
\tLSE-LIST := [ LSE-LIST ] LSE
\tLSE := lse depth DEPTH { label LABEL | tc TC | bos BOS | ttl TTL }
\tFILTERID := X:Y:Z
\tMASKED_LLADDR := { LLADDR | LLADDR/MASK | LLADDR/BITS }
\tMASKED_CT_STATE := combination of {+|-} and flags trk,est,new,rel,rpl,inv
\tACTION-SPEC := ... look at individual actions

NOTE:\tCLASSID, IP-PROTO are parsed as hexadecimal input.
NOTE:\tThere can be only used one mask per one prio. If user needs
\tto specify different mask, he has to use different prio.
`;

export const MIRRED_USAGE = `Usage: mirred <DIRECTION> <ACTION> [index INDEX] <dev DEVICENAME>
where:
\tDIRECTION := <ingress | egress>
\tACTION := <mirror | redirect>
\tINDEX  is the specific policy instance id
\tDEVICENAME is the devicename
`;

export const GACT_USAGE = `Usage: ... gact <ACTION> [RAND] [INDEX]
Where: \tACTION := reclassify | drop | continue | pass | pipe |
       \t          goto chain <CHAIN_INDEX> | jump <JUMP_COUNT>
\tRAND := random <RANDTYPE> <ACTION> <VAL>
\tRANDTYPE := netrand | determ
\tVAL : = value not exceeding 10000
\tJUMP_COUNT := Absolute jump from start of action list
\tINDEX := index value used

`;

export const SAMPLE_USAGE = `Usage: sample SAMPLE_CONF
where:
\tSAMPLE_CONF := SAMPLE_PARAMS | SAMPLE_INDEX
\tSAMPLE_PARAMS := rate RATE group GROUP [trunc SIZE] [SAMPLE_INDEX]
\tSAMPLE_INDEX := index INDEX
\tRATE := The ratio of packets observed at the data source to the samples generated.
\tGROUP := the psample sampling group
\tSIZE := the truncation size
\tINDEX := integer index of the sample action
`;
