#!lua flags=allow-oom
-- Keep a snapshot if it is newer than the one there is, and of a log that exists. Of a journal, what lies before the
-- snapshot is dropped; the entry at its position stays, by which a reader knows its place.
--
-- KEYS  1 what it is a snapshot of: partition hash or journal   2 snapshot
-- ARGV  1 where it stands in its log (offset or index)   2 position   3 state
--       4 id of the journal's entry at that position, or empty   5 its token
-- Reply {'saved'}  |  {'older'}  than the one that is kept  |  {'gone'}  no such log, or it is not the one it was
if redis.call('EXISTS', KEYS[1]) == 0 then return { 'gone' } end
if ARGV[4] ~= '' then
  local entry = redis.call('XRANGE', KEYS[1], ARGV[4], ARGV[4])[1]
  local same = false
  for i = 1, entry and #entry[2] or 0, 2 do
    if entry[2][i] == 'w' and entry[2][i + 1] == ARGV[5] then same = true end
  end
  if not same then return { 'gone' } end
end

local kept = redis.call('HGET', KEYS[2], 'order')
if kept and tonumber(kept) >= tonumber(ARGV[1]) then return { 'older' } end

redis.call('HSET', KEYS[2], 'order', ARGV[1], 'position', ARGV[2], 'state', ARGV[3])
if ARGV[4] ~= '' then redis.call('XTRIM', KEYS[1], 'MINID', '=', ARGV[4]) end
return { 'saved' }
