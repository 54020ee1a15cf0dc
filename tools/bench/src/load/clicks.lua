-- Clicks for wrk: each is a new visitor with a new event id, on affiliates of which the first get the most.
--   wrk -s clicks.lua <url> -- <key> <affiliates> <seed>
local ffi = require("ffi")
ffi.cdef [[
  typedef struct { long seconds; long nanoseconds; } bench_time;
  int clock_gettime(int clock, bench_time *now);
]]

local random, floor, format = math.random, math.floor, string.format
local now = ffi.new("bench_time")
local heads = {}
local affiliates

local body_format = '{"pixelId":"px-bench-%05d","eventId":"%s","visitorId":"%s",'
  .. '"landingPage":"https://shop.example/products/%03d?utm_source=partner","referrer":"https://partner.example/reviews/%03d"}'
local user_agent_format = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
  .. "Chrome/%d.0.0.0 Safari/537.36"

-- RFC 9562, version 7: 48 bits of Unix milliseconds, then random bits around the version and the variant.
local function uuid_v7()
  ffi.C.clock_gettime(0, now)
  local ms = tonumber(now.seconds) * 1000 + floor(tonumber(now.nanoseconds) / 1e6)
  return format("%08x-%04x-7%03x-%04x-%012x",
    floor(ms / 65536), ms % 65536, random(0, 0xfff), random(0x8000, 0xbfff), random(0, 2 ^ 48 - 1))
end

local function uuid_v4()
  return format("%08x-%04x-4%03x-%04x-%012x",
    random(0, 2 ^ 32 - 1), random(0, 0xffff), random(0, 0xfff), random(0x8000, 0xbfff), random(0, 2 ^ 48 - 1))
end

-- Zipf: the k-th affiliate gets a share of about 1/k.
local function body()
  local affiliate = floor((affiliates + 1) ^ random())
  return format(body_format, affiliate, uuid_v7(), uuid_v4(), random(0, 999), random(0, 999))
end

local threads = 0
function setup(thread)
  threads = threads + 1
  thread:set("thread_number", threads)
end

function init(args)
  local key = args[1]
  affiliates = tonumber(args[2])
  -- Left alone, every thread of every run would draw the same numbers.
  math.randomseed(tonumber(args[3]) + thread_number)
  for version = 110, 141 do
    heads[#heads + 1] = table.concat({
      "POST " .. wrk.path .. " HTTP/1.1",
      "Host: " .. wrk.host .. ":" .. wrk.port,
      "Authorization: Bearer " .. key,
      "Origin: https://shop.example",
      "User-Agent: " .. format(user_agent_format, version),
      "Content-Type: application/json",
      "Content-Length: " .. #body(),
      "", "",
    }, "\r\n")
  end
end

function request()
  return heads[random(#heads)] .. body()
end

-- The shape of `LoadResult` in load.ts. Bodies have one length, latencies arrive in microseconds.
function done(summary, latency)
  local errors = summary.errors
  local refused = errors.status
  io.write(format('\n{"acknowledged":%d,"failed":%d,"seconds":%.3f,"p50Ms":%.3f,"p99Ms":%.3f}\n',
    summary.requests - refused, refused + errors.connect + errors.read + errors.write + errors.timeout,
    summary.duration / 1e6, latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
