/*
 * sandan/org.h: decision maps: who decides, who is missing, whom to see next.
 *
 * A map vocabulary says what levels, functions, roles, relation stages, styles and
 * kinds of relations there are; it is compiled once into a frozen
 * sandan_org_vocabulary. With the people of one customer, or of a book of thousands,
 * it is built into a frozen sandan_org_maps: a map per account, as of a day. Maps
 * answer what is covered (coverage), the way to who decides (routes), who cannot be
 * bypassed (gatekeepers), how the purchase runs (flow), how the verdict would fall
 * (verdict) and whom to win over (win_over), what rivals hold (competitors), whom to
 * see next (next_contacts), centralities, places for a drawing (layout), and the head
 * of each answer in one row per map (summary). They are changed, compared and asked
 * what if; written and read as GraphML and JSON; a person is exported and erased.
 *
 * Ids are enough for every function; names are carried for display where asked for.
 * Results about people are decision support, and proposals leave out whom
 * contact_allowed, do_not_contact or a tender under way protects.
 *
 * Requests are JSON texts; an empty text is an empty request. Their fields and the
 * columns of every result are in docs/reference/org.md and, for programs, in
 * sandan_org_input_schema and sandan_org_output_schema. Every question takes
 * "accounts": [ids], only these; all when left out. Ids in requests are texts or whole
 * numbers.
 */
#ifndef SANDAN_ORG_H
#define SANDAN_ORG_H

#include "sandan/core.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A compiled map vocabulary: immutable, shared by any number of threads. */
typedef struct sandan_org_vocabulary sandan_org_vocabulary;

/* A book of decision maps: immutable, shared by any number of threads; keeps its
 * vocabulary alive and copies what it needs of the tables. */
typedef struct sandan_org_maps sandan_org_maps;

/* Compiles a document ("sandan": "map_vocabulary/1"). Errors: PARSE, DOCUMENT (where =
 * JSON pointer), UNSUPPORTED, LIMIT. *out is OWNED: sandan_org_vocabulary_destroy. */
SANDAN_API int32_t sandan_org_compile(const char* json, size_t json_size,
                                      sandan_org_vocabulary** out, sandan_error* error);

/* One more owner; returns its argument. */
SANDAN_API const sandan_org_vocabulary* sandan_org_vocabulary_retain(
    const sandan_org_vocabulary* vocabulary);

/* One owner fewer; NULL is fine. */
SANDAN_API void sandan_org_vocabulary_destroy(const sandan_org_vocabulary* vocabulary);

/* The document in canonical form. *out is OWNED: sandan_text_destroy. */
SANDAN_API int32_t sandan_org_vocabulary_to_json(const sandan_org_vocabulary* vocabulary,
                                                 sandan_text** out, sandan_error* error);

/* JSON: the tables and columns the org module reads, each with type, null meaning and
 * labels. *out is OWNED: sandan_text_destroy. */
SANDAN_API int32_t sandan_org_input_schema(sandan_text** out, sandan_error* error);

/* JSON: the result tables of the org module and their columns, each with type, unit and
 * meaning. *out is OWNED: sandan_text_destroy. */
SANDAN_API int32_t sandan_org_output_schema(sandan_text** out, sandan_error* error);

/* Builds a map per account of `people`. `tables` (BORROWED) holds `people` and, as far
 * as there are any, `departments`, `relations`, `stances`, `accounts`,
 * `opportunities`, `points`. Rows at fault are set aside and told by
 * sandan_org_faults, or refused with "strict". Request: {"as_of": date, "names": bool
 * (carry names, motives and evidence), "strict": bool, "values": bool}. Errors: SCHEMA;
 * DATA with table, row and column; LIMIT. *out is OWNED: sandan_org_maps_destroy. */
SANDAN_API int32_t sandan_org_build(const sandan_org_vocabulary* vocabulary,
                                    const sandan_tables* tables, const char* request,
                                    size_t request_size, const sandan_run* run,
                                    sandan_org_maps** out, sandan_error* error);

/* One more owner; returns its argument. */
SANDAN_API const sandan_org_maps* sandan_org_maps_retain(const sandan_org_maps* maps);

/* One owner fewer; NULL is fine. */
SANDAN_API void sandan_org_maps_destroy(const sandan_org_maps* maps);

/* Tables `map_faults` (rows at fault) and `map_findings` (what is odd in a map).
 * Request: {}. *out is OWNED:
 * sandan_result_destroy. */
SANDAN_API int32_t sandan_org_faults(const sandan_org_maps* maps, const char* request,
                                     size_t request_size, const sandan_run* run,
                                     sandan_result** out, sandan_error* error);

/* Tables `people`, `departments`, `relations`, `stances` as they count. Request: {}. *out is OWNED:
 * sandan_result_destroy. */
SANDAN_API int32_t sandan_org_contents(const sandan_org_maps* maps, const char* request,
                                       size_t request_size, const sandan_run* run,
                                       sandan_result** out, sandan_error* error);

/* Tables `completeness`, `coverage_cells`, `coverage_people`, `coverage_departments`,
 * `coverage_gaps`, `single_threads`. Request: {"vendor": "@us" or a rival}. *out is OWNED:
 * sandan_result_destroy. */
SANDAN_API int32_t sandan_org_coverage(const sandan_org_maps* maps, const char* request,
                                       size_t request_size, const sandan_run* run,
                                       sandan_result** out, sandan_error* error);

/* Tables `routes`, `route_steps`, `contact_order`, `withheld`. Request: {"vendor",
 * "targets": [person ids], "alternatives": 1 to 100}. *out is OWNED:
 * sandan_result_destroy. */
SANDAN_API int32_t sandan_org_routes(const sandan_org_maps* maps, const char* request,
                                     size_t request_size, const sandan_run* run,
                                     sandan_result** out, sandan_error* error);

/* Tables `gatekeepers`, `blocking_sets`. Request: {"vendor", "targets": [person ids]}. *out is
 * OWNED: sandan_result_destroy. */
SANDAN_API int32_t sandan_org_gatekeepers(const sandan_org_maps* maps, const char* request,
                                          size_t request_size, const sandan_run* run,
                                          sandan_result** out, sandan_error* error);

/* Tables `flow_roles`, `flow_links`, `flow_breaks`, `flow_signers`, `flow_decisions`.
 * Request: {"amount_minor": n}. *out is OWNED:
 * sandan_result_destroy. */
SANDAN_API int32_t sandan_org_flow(const sandan_org_maps* maps, const char* request,
                                   size_t request_size, const sandan_run* run, sandan_result** out,
                                   sandan_error* error);

/* Tables `verdicts`, `positions`. Request: {"model": "friedkin_johnsen" | "degroot",
 * "stubbornness": 0 to 1, "amount_minor": n}. Errors: UNSUPPORTED where opinions of a large
 * map do not settle. *out is OWNED:
 * sandan_result_destroy. */
SANDAN_API int32_t sandan_org_verdict(const sandan_org_maps* maps, const char* request,
                                      size_t request_size, const sandan_run* run,
                                      sandan_result** out, sandan_error* error);

/* Tables `win_over`, `win_pairs`, `win_plan`, `withheld`. Request: that of
 * sandan_org_verdict and {"vendor", "most": n, "picks": n}. *out is OWNED:
 * sandan_result_destroy. */
SANDAN_API int32_t sandan_org_win_over(const sandan_org_maps* maps, const char* request,
                                       size_t request_size, const sandan_run* run,
                                       sandan_result** out, sandan_error* error);

/* Tables `competitors`, `contested`, `point_reach`. Request: that of
 * sandan_org_verdict. *out is OWNED:
 * sandan_result_destroy. */
SANDAN_API int32_t sandan_org_competitors(const sandan_org_maps* maps, const char* request,
                                          size_t request_size, const sandan_run* run,
                                          sandan_result** out, sandan_error* error);

/* Tables `next_contacts`, `next_marks`, `next_activities`, `next_manners`, `withheld`.
 * `tables` (BORROWED) holds `activities` as far as there are any. Request: {"as_of": date
 * (required), "only_overdue": bool}. *out is OWNED: sandan_result_destroy. */
SANDAN_API int32_t sandan_org_next_contacts(const sandan_org_maps* maps,
                                            const sandan_tables* tables, const char* request,
                                            size_t request_size, const sandan_run* run,
                                            sandan_result** out, sandan_error* error);

/* Table `centrality`. Request: {"kinds": [kinds of relations], "directed": bool,
 * "distance": "hops" | "inverse_weight", "weighted": bool, "damping": d, "measures":
 * ["betweenness", "closeness", "pagerank"]}. *out is OWNED: sandan_result_destroy. */
SANDAN_API int32_t sandan_org_centrality(const sandan_org_maps* maps, const char* request,
                                         size_t request_size, const sandan_run* run,
                                         sandan_result** out, sandan_error* error);

/* Tables `layout_people`, `layout_edges`, `layout_departments`: places for a drawing.
 * Request: {"vendor"}. *out is OWNED: sandan_result_destroy. */
SANDAN_API int32_t sandan_org_layout(const sandan_org_maps* maps, const char* request,
                                     size_t request_size, const sandan_run* run,
                                     sandan_result** out, sandan_error* error);

/* Table `map_summary`: a row per map with the head of each answer. Request: that of
 * sandan_org_verdict and {"vendor", "centrality": bool}. *out is OWNED: sandan_result_destroy. */
SANDAN_API int32_t sandan_org_summary(const sandan_org_maps* maps, const char* request,
                                      size_t request_size, const sandan_run* run,
                                      sandan_result** out, sandan_error* error);

/* Table `differences`: what changes would do to the answers. Request: {"changes":
 * [changes], "answers": [names]}; a change is {"kind": "set_support", "person_id",
 * "vendor", "support"}, {"kind": "set_stage", "person_id", "vendor",
 * "relation_stage"}, {"kind": "set_roles", "person_id", "roles"}, {"kind":
 * "add_relation" | "remove_relation", "from_id", "to_id", "relation", "weight"},
 * {"kind": "add_person", "account_id", "person_id", "level", "function", "roles",
 * "department_id"} or {"kind": "remove_person", "person_id"}. *out is OWNED: sandan_result_destroy.
 */
SANDAN_API int32_t sandan_org_what_if(const sandan_org_maps* maps, const char* request,
                                      size_t request_size, const sandan_run* run,
                                      sandan_result** out, sandan_error* error);

/* The maps with changes made. Request: {"changes": [changes]}, as for
 * sandan_org_what_if. Errors: INVALID_ARGUMENT (where = JSON pointer). *out is OWNED:
 * sandan_org_maps_destroy. */
SANDAN_API int32_t sandan_org_change(const sandan_org_maps* maps, const char* request,
                                     size_t request_size, const sandan_run* run,
                                     sandan_org_maps** out, sandan_error* error);

/* Table `differences`: the answers of other maps, such as those of another day, against
 * these. Request: {"answers": [names]}. *out is OWNED: sandan_result_destroy. */
SANDAN_API int32_t sandan_org_diff(const sandan_org_maps* maps, const sandan_org_maps* other,
                                   const char* request, size_t request_size, const sandan_run* run,
                                   sandan_result** out, sandan_error* error);

/* The maps without a person, of whom nothing is kept. Request: {"person_id"}. *out is
 * OWNED: sandan_org_maps_destroy. */
SANDAN_API int32_t sandan_org_erase_person(const sandan_org_maps* maps, const char* request,
                                           size_t request_size, const sandan_run* run,
                                           sandan_org_maps** out, sandan_error* error);

/* JSON: all that is held about a person. Request: {"person_id"}. *out is OWNED:
 * sandan_text_destroy. */
SANDAN_API int32_t sandan_org_export_person(const sandan_org_maps* maps, const char* request,
                                            size_t request_size, sandan_text** out,
                                            sandan_error* error);

/* One account's map as text. Request: {"account_id" (the only one, when left out),
 * "format": "graphml" | "json" | "dot", "language"}. *out is OWNED: sandan_text_destroy. */
SANDAN_API int32_t sandan_org_write(const sandan_org_maps* maps, const char* request,
                                    size_t request_size, sandan_text** out, sandan_error* error);

/* Tables `people`, `departments`, `relations`, `stances` out of GraphML (as yEd, Gephi,
 * NetworkX and igraph write it) or JSON ("sandan": "map/1"), as sandan_org_build reads
 * them, and `read_faults`. Request: {"format": "graphml" | "json", "account_id" of people
 * that say none, "relation": kind of edges that say none, "max_people", "max_relations"}.
 * Errors: PARSE, DOCUMENT, LIMIT, UNSUPPORTED with byte or JSON pointer. *out is OWNED:
 * sandan_result_destroy. */
SANDAN_API int32_t sandan_org_read(const char* text, size_t text_size, const char* request,
                                   size_t request_size, const sandan_run* run, sandan_result** out,
                                   sandan_error* error);

#ifdef __cplusplus
}
#endif

#endif
