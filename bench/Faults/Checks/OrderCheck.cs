using Confab.Faults.Fakes;

namespace Confab.Faults.Checks;

/// <summary>
/// What happened to one conversation must be told in the order in which it happened, by each event's first arrival: it was made, then
/// its messages 1, 2, 3 …, and all events by their positions.
/// </summary>
internal static class OrderCheck
{
    /// <summary>The events that came too early.</summary>
    public static List<string> Faults(IReadOnlyList<Told> arrivals, Dictionary<string, long> positions)
    {
        var faults = new List<string>();
        foreach (var conversation in arrivals.DistinctBy(told => told.Id).Where(told => told.Conversation.Length > 0).GroupBy(told => told.Conversation))
        {
            var (position, sequence) = (0L, 0L);
            foreach (var told in conversation)
            {
                var at = positions.GetValueOrDefault(told.Id, -1);
                var fits = at > position && (position > 0 || told.Type == "conversation_created") && (told.Sequence == 0 || told.Sequence == sequence + 1);
                if (!fits)
                    faults.Add($"{told.Type} {told.Id} at {at} after {position}, message {told.Sequence} after {sequence}");
                (position, sequence) = (Math.Max(at, position), Math.Max(told.Sequence, sequence));
            }
        }
        return faults;
    }
}
