using System.Reflection;

namespace HybridRec.Api.Tests;

/// <summary>Passes calls on and notes their names.</summary>
public class CallRecorder : DispatchProxy
{
    private readonly List<string> _calls = [];
    private object? _inner;

    public static T Around<T>(T inner, out List<string> calls)
        where T : class
    {
        T proxy = Create<T, CallRecorder>();
        CallRecorder recorder = (CallRecorder)(object)proxy;
        recorder._inner = inner;
        calls = recorder._calls;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        _calls.Add(targetMethod!.Name);
        return targetMethod.Invoke(_inner, args);
    }
}
