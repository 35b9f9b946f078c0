using Confab.Faults.Servers;

namespace Confab.Faults.Kinds;

/// <summary>All faults.</summary>
internal static class FaultList
{
    /// <summary>Those that fit the database and were asked for.</summary>
    public static IEnumerable<Fault> For(Options options, Postgres? postgres)
    {
        List<Fault> all = postgres is null ? [.. ServerFaults.All, .. OutsideFaults.All, DiskFault.Full, ClockFault.Jumps] : [.. PostgresFaults.All(postgres), .. OutsideFaults.All, ClockFault.Jumps];
        var unknown = options.Only.Except(all.Select(fault => fault.Name)).ToList();
        return unknown.Count == 0 ? all.Where(fault => options.Only.Count == 0 || options.Only.Contains(fault.Name))
            : throw new ArgumentException($"--only {string.Join(',', unknown)}: the faults are {string.Join(", ", all.Select(fault => fault.Name))}.");
    }
}
