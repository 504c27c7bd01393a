#!lua flags=no-writes
-- What a segment ends with, without its records.
--
-- KEYS  1 stream of a segment
-- Reply {'last', {id, {field, value, ...}}}  an entry, or the genesis marker
--       {'sealed'}  |  {'absent'}  no such stream
local SEAL = '18446744073709551615-18446744073709551615'

local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
if not last then return { 'absent' } end
if last[1] == SEAL then return { 'sealed' } end

local bare = {}
for i = 1, #last[2], 2 do
  if last[2][i] ~= 'b' then
    bare[#bare + 1] = last[2][i]
    bare[#bare + 1] = last[2][i + 1]
  end
end
return { 'last', { last[1], bare } }
