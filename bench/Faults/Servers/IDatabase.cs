namespace Confab.Faults.Servers;

/// <summary>The database of one installation, looked into past its servers.</summary>
internal interface IDatabase
{
    /// <summary>What <c>Confab:Database</c> is set to.</summary>
    string Setting { get; }

    /// <summary>Every committed event: its id, 32 hexadecimal digits, and its position.</summary>
    Task<Dictionary<string, long>> EventsAsync();
}
