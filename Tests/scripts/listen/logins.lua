-- Logins for wrk: `wrk -s logins.lua URL -- RUN [PEOPLE]`. Every request is an event of its own (RUN makes it so);
-- the people repeat after PEOPLE of them.
local count, run, people = 0, "run", 0

function init(arguments)
    run = arguments[1]
    people = tonumber(arguments[2] or "0")
    wrk.method = "POST"
    wrk.headers["Content-Type"] = "application/json"
    wrk.headers["Authorization"] = "Bearer bench-token"
end

function request()
    count = count + 1
    local person = people > 0 and count % people or count
    -- Spread, as real subjects are: neighbours in time are no neighbours in an index.
    local subject = string.format("%08x%d", (person * 2654435761) % 4294967296, person)
    return wrk.format(nil, nil, nil, string.format(
        '{"id":"%s-%d","application":"crm","connection":"corp-okta","user":{"subject":"%s","claims":{"email":"%s@example.com","given_name":"Ada","family_name":"Lovelace","name":"Ada Lovelace"}}}',
        run, count, subject, subject))
end

function done(summary, latency)
    local errors = summary.errors
    io.write(string.format(
        '\nRESULT {"requests": %d, "seconds": %f, "errors": %d, "p50": %f, "p99": %f}\n', summary.requests,
        summary.duration / 1e6, errors.connect + errors.read + errors.write + errors.status + errors.timeout,
        latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
