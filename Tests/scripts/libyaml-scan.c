// Reads the events of every file given, and nothing else: the least that any reader on libyaml can cost.
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <yaml.h>

int main(int count, char **paths) {
    struct timespec start, end;
    clock_gettime(CLOCK_MONOTONIC, &start);
    long events = 0, documents = 0;
    for (int index = 1; index < count; index++) {
        FILE *file = fopen(paths[index], "rb");
        if (!file) {
            perror(paths[index]);
            return 1;
        }
        yaml_parser_t parser;
        yaml_parser_initialize(&parser);
        yaml_parser_set_input_file(&parser, file);
        for (int done = 0; !done;) {
            yaml_event_t event;
            if (!yaml_parser_parse(&parser, &event)) {
                fprintf(stderr, "%s: %s\n", paths[index], parser.problem);
                return 1;
            }
            events++;
            documents += event.type == YAML_DOCUMENT_START_EVENT;
            done = event.type == YAML_STREAM_END_EVENT;
            yaml_event_delete(&event);
        }
        yaml_parser_delete(&parser);
        fclose(file);
    }
    clock_gettime(CLOCK_MONOTONIC, &end);
    double seconds = (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9;
    printf("%ld documents, %ld events, %.3f s\n", documents, events, seconds);
    return 0;
}
