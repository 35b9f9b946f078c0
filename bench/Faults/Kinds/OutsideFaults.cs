using Confab.Faults.Fakes;

namespace Confab.Faults.Kinds;

/// <summary>What befalls receivers and providers.</summary>
internal static class OutsideFaults
{
    private const int Turns = 12;
    private static readonly Presence[] Ways = [Presence.Refusing, Presence.Failing, Presence.Silent];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Fault> All { get; } =
    [
        new Fault("receiver-down", ReceiverDownAsync), new Fault("receiver-fails", scene => ReceiverAsync(scene, Trouble.Fails)),
        new Fault("receiver-hangs", scene => ReceiverAsync(scene, Trouble.Hangs)), new Fault("answers-lost", scene => ReceiverAsync(scene, Trouble.AnswerIsLost)),
        new Fault("providers-fail", ProvidersAsync), new Fault("provider-outage", OutageAsync) { OnAllChannels = true }
    ];

    private static async Task ReceiverDownAsync(Scene scene)
    {
        scene.Receiver.Door.Close();
        await Task.Delay(scene.Options.Span(60, 10));
        scene.Receiver.Door.Open();
    }

    private static async Task ReceiverAsync(Scene scene, Func<HttpContext, Task<bool>> trouble)
    {
        scene.Receiver.Intercept = trouble;
        await Task.Delay(scene.Options.Span(20, 4));
        scene.Receiver.Intercept = null;
    }

    private static async Task ProvidersAsync(Scene scene)
    {
        (scene.Line.Intercept, scene.Carrier.Intercept) = (Trouble.Anything, Trouble.Anything);
        await Task.Delay(scene.Options.Span(60, 8));
        (scene.Line.Intercept, scene.Carrier.Intercept) = (null, null);
    }

    /// <summary>All providers are away, each now in this way and now in that.</summary>
    private static async Task OutageAsync(Scene scene)
    {
        var providers = scene.Providers!.Each;
        for (var turn = 0; turn < Turns; turn++)
        {
            for (var i = 0; i < providers.Count; i++)
                providers[i].Become(Ways[(turn + i) % Ways.Length]);
            await Task.Delay(scene.Options.Outage / Turns);
        }
        foreach (var provider in providers)
            provider.Become(Presence.There);
    }
}
