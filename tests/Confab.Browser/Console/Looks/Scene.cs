namespace Confab.Browser.Console.Looks;

/// <summary>A page of the console in a state that is looked at.</summary>
/// <param name="Name">What its picture is called.</param>
/// <param name="Path">Its address.</param>
internal sealed record Scene(string Name, string Path)
{
    /// <summary>Who looks: an agent's username; empty for nobody who is signed in.</summary>
    public string Who { get; init; } = TestServer.AdminUsername;

    /// <summary>Before the page is opened.</summary>
    public Func<IPage, Task>? Before { get; init; }

    /// <summary>What is done on the page until it is in the state. English, as the words it looks for.</summary>
    public Func<IPage, Task>? Enter { get; init; }

    /// <summary>Its server does not answer as it should, or the page is left as it loads.</summary>
    public bool IsBroken { get; init; }

    /// <summary>From which width on there is such a state.</summary>
    public int MinWidth { get; init; }
}
