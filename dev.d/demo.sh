# The whole job on the sample CRM: from the C program that links the installed
# library, and from the command line with its page.

run_demo() {
  build_libraries
  demo=$root/build/demo
  mkdir -p "$demo"

  say "installing sandan into build/demo/prefix"
  cmake --install build/release --prefix "$demo/prefix" >"$demo/install.log"

  say "making the sample CRM (all of it is made up)"
  "$python" examples/sample_crm/generate.py "$demo/crm"
  database=$demo/crm/sample.sqlite
  process=examples/sample_crm/process.json
  as_of=2026-10-31

  say "building examples/pipeline_review against the installed library"
  cmake -S examples/pipeline_review -B "$demo/pipeline_review" -G Ninja \
    -DCMAKE_BUILD_TYPE=Release -DCMAKE_PREFIX_PATH="$demo/prefix" >"$demo/pipeline_review.log"
  cmake --build "$demo/pipeline_review" >>"$demo/pipeline_review.log"

  say "the review in C"
  "$demo/pipeline_review/pipeline_review" "$database" "$process" "$as_of"

  say "the review from the command line, as a page"
  "$python" -m sandan.cli review --process "$process" --as-of "$as_of" \
    --map examples/sample_crm/mapping.json --dir "$demo/crm" \
    --opportunities "sqlite:$database?opportunities" \
    --stage-events "sqlite:$database?stage_events" \
    --accounts "sqlite:$database?accounts" --reps "sqlite:$database?reps" \
    --receivables "sqlite:$database?receivables" \
    --account-lines "sqlite:$database?account_lines" \
    --activities "sqlite:$database?activities" --universe "sqlite:$database?universe" \
    --plan examples/sample_crm/plan.json --actuals "sqlite:$database?actuals" \
    --rep-assignments "sqlite:$database?rep_assignments" \
    --credits "sqlite:$database?credits" --work-items "sqlite:$database?work_items" \
    --calendar cn \
    --html "$demo/review.html"
  say "open build/demo/review.html"
}
