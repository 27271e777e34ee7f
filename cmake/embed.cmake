# Files become constants at build time, so that a program is one file.

# All generated sources, for tools that read the code without building it.
add_custom_target(hedef_generated)

# hedef_embed_texts(stem prefix files...): `extern const char <prefix><stem>[];` for each.
function(hedef_embed_texts stem prefix)
  set(c ${CMAKE_CURRENT_BINARY_DIR}/${stem}.c)
  set(h ${CMAKE_CURRENT_BINARY_DIR}/${stem}.h)
  add_custom_command(OUTPUT ${c} ${h}
    COMMAND ${CMAKE_COMMAND} -DMODE=texts -DC=${c} -DH=${h} -DPREFIX=${prefix} -DSTEM=${stem}
      "-DFILES=${ARGN}" -P ${CMAKE_SOURCE_DIR}/cmake/embed_run.cmake
    DEPENDS ${ARGN} ${CMAKE_SOURCE_DIR}/cmake/embed_run.cmake VERBATIM)
  add_custom_target(embedded_${stem} DEPENDS ${c} ${h})
  add_dependencies(hedef_generated embedded_${stem})
  set(HEDEF_EMBEDDED ${c} ${h} PARENT_SCOPE)
endfunction()

# hedef_embed_files(stem table files...): a table of {name, data, len} ended by a NULL name.
function(hedef_embed_files stem table)
  set(c ${CMAKE_CURRENT_BINARY_DIR}/${stem}.c)
  set(h ${CMAKE_CURRENT_BINARY_DIR}/${stem}.h)
  add_custom_command(OUTPUT ${c} ${h}
    COMMAND ${CMAKE_COMMAND} -DMODE=files -DC=${c} -DH=${h} -DPREFIX=${table} -DSTEM=${stem}
      "-DFILES=${ARGN}" -P ${CMAKE_SOURCE_DIR}/cmake/embed_run.cmake
    DEPENDS ${ARGN} ${CMAKE_SOURCE_DIR}/cmake/embed_run.cmake VERBATIM)
  add_custom_target(embedded_${stem} DEPENDS ${c} ${h})
  add_dependencies(hedef_generated embedded_${stem})
  set(HEDEF_EMBEDDED ${c} ${h} PARENT_SCOPE)
endfunction()
