
use builtin;
use str;

set edit:completion:arg-completer[neap] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'neap'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'neap'= {
            cand --color 'When to colour'
            cand --verbose 'Say more on standard error (-vv: requests too)'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand serve 'Deploy, list, test, compare and delete services'
            cand bench 'Load an HTTP endpoint (hey''s flags and report)'
            cand status 'Show replicas, autoscaler, scheduling units and node pools'
            cand completions 'Print the completion script of a shell'
            cand man 'Print the manual page of a verb'
        }
        &'neap;serve'= {
            cand --color 'When to colour'
            cand --verbose 'Say more on standard error (-vv: requests too)'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand kserve 'Deploy a model as a KServe InferenceService'
            cand list 'List the services'
            cand ls 'List the services'
            cand get 'Show one service: instances, address, and a line that reaches it'
            cand test 'Send one request and print the answer, time to first token and tokens'
            cand logs 'Print the logs of a service''s replicas'
            cand log 'Print the logs of a service''s replicas'
            cand diff 'Show what an apply would change'
            cand delete 'Delete services and all that belongs to them'
            cand del 'Delete services and all that belongs to them'
        }
        &'neap;serve;kserve'= {
            cand --name 'Name of the service'
            cand --kubeconfig 'Path of the kubeconfig file'
            cand --context 'Context of the kubeconfig file'
            cand --request-timeout 'Longest wait for one answer of the API server'
            cand -n 'Namespace (default: the config file''s, else the context''s)'
            cand --namespace 'Namespace (default: the config file''s, else the context''s)'
            cand --color 'When to colour'
            cand --verbose 'Say more on standard error (-vv: requests too)'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'neap;serve;list'= {
            cand -o 'How to print'
            cand --output 'How to print'
            cand --kubeconfig 'Path of the kubeconfig file'
            cand --context 'Context of the kubeconfig file'
            cand --request-timeout 'Longest wait for one answer of the API server'
            cand -n 'Namespace (default: the config file''s, else the context''s)'
            cand --namespace 'Namespace (default: the config file''s, else the context''s)'
            cand --color 'When to colour'
            cand -A 'All namespaces'
            cand --all-namespaces 'All namespaces'
            cand --verbose 'Say more on standard error (-vv: requests too)'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'neap;serve;ls'= {
            cand -o 'How to print'
            cand --output 'How to print'
            cand --kubeconfig 'Path of the kubeconfig file'
            cand --context 'Context of the kubeconfig file'
            cand --request-timeout 'Longest wait for one answer of the API server'
            cand -n 'Namespace (default: the config file''s, else the context''s)'
            cand --namespace 'Namespace (default: the config file''s, else the context''s)'
            cand --color 'When to colour'
            cand -A 'All namespaces'
            cand --all-namespaces 'All namespaces'
            cand --verbose 'Say more on standard error (-vv: requests too)'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'neap;serve;get'= {
            cand -o 'How to print'
            cand --output 'How to print'
            cand --gateway 'Address of the gateway that routes by Host, as `10.0.0.1:80`'
            cand --kubeconfig 'Path of the kubeconfig file'
            cand --context 'Context of the kubeconfig file'
            cand --request-timeout 'Longest wait for one answer of the API server'
            cand -n 'Namespace (default: the config file''s, else the context''s)'
            cand --namespace 'Namespace (default: the config file''s, else the context''s)'
            cand --color 'When to colour'
            cand --verbose 'Say more on standard error (-vv: requests too)'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'neap;serve;test'= {
            cand -d 'Body of the request; by default a short question to the served model'
            cand --data 'Body of the request; by default a short question to the served model'
            cand --path 'Where to send it'
            cand --stream 'Whether to ask for the answer token by token, which is how the time to first token is known'
            cand --timeout 'Longest wait for the whole answer'
            cand --gateway 'Address of the gateway that routes by Host, as `10.0.0.1:80`'
            cand -o 'How to print'
            cand --output 'How to print'
            cand --kubeconfig 'Path of the kubeconfig file'
            cand --context 'Context of the kubeconfig file'
            cand --request-timeout 'Longest wait for one answer of the API server'
            cand -n 'Namespace (default: the config file''s, else the context''s)'
            cand --namespace 'Namespace (default: the config file''s, else the context''s)'
            cand --color 'When to colour'
            cand -k 'Do not verify the certificate of an https address'
            cand --insecure 'Do not verify the certificate of an https address'
            cand --verbose 'Say more on standard error (-vv: requests too)'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'neap;serve;logs'= {
            cand -i 'Only this replica; may be repeated'
            cand --instance 'Only this replica; may be repeated'
            cand -c 'Container (default: the one that serves)'
            cand --container 'Container (default: the one that serves)'
            cand --since 'Only what is newer than this, as `5m`'
            cand --since-time 'Only what is newer than this time, as `2026-01-31T08:00:00Z`'
            cand -t 'Only the last lines of each replica; -1 is all'
            cand --tail 'Only the last lines of each replica; -1 is all'
            cand --kubeconfig 'Path of the kubeconfig file'
            cand --context 'Context of the kubeconfig file'
            cand --request-timeout 'Longest wait for one answer of the API server'
            cand -n 'Namespace (default: the config file''s, else the context''s)'
            cand --namespace 'Namespace (default: the config file''s, else the context''s)'
            cand --color 'When to colour'
            cand -f 'Go on with what is logged from now on, and with replicas that come'
            cand --follow 'Go on with what is logged from now on, and with replicas that come'
            cand --timestamps 'Put the time before each line'
            cand -p 'Of the container that ran before the last restart'
            cand --previous 'Of the container that ran before the last restart'
            cand --verbose 'Say more on standard error (-vv: requests too)'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'neap;serve;log'= {
            cand -i 'Only this replica; may be repeated'
            cand --instance 'Only this replica; may be repeated'
            cand -c 'Container (default: the one that serves)'
            cand --container 'Container (default: the one that serves)'
            cand --since 'Only what is newer than this, as `5m`'
            cand --since-time 'Only what is newer than this time, as `2026-01-31T08:00:00Z`'
            cand -t 'Only the last lines of each replica; -1 is all'
            cand --tail 'Only the last lines of each replica; -1 is all'
            cand --kubeconfig 'Path of the kubeconfig file'
            cand --context 'Context of the kubeconfig file'
            cand --request-timeout 'Longest wait for one answer of the API server'
            cand -n 'Namespace (default: the config file''s, else the context''s)'
            cand --namespace 'Namespace (default: the config file''s, else the context''s)'
            cand --color 'When to colour'
            cand -f 'Go on with what is logged from now on, and with replicas that come'
            cand --follow 'Go on with what is logged from now on, and with replicas that come'
            cand --timestamps 'Put the time before each line'
            cand -p 'Of the container that ran before the last restart'
            cand --previous 'Of the container that ran before the last restart'
            cand --verbose 'Say more on standard error (-vv: requests too)'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'neap;serve;diff'= {
            cand -f 'The service''s file, as `--save` wrote it'
            cand --filename 'The service''s file, as `--save` wrote it'
            cand --kubeconfig 'Path of the kubeconfig file'
            cand --context 'Context of the kubeconfig file'
            cand --request-timeout 'Longest wait for one answer of the API server'
            cand -n 'Namespace (default: the config file''s, else the context''s)'
            cand --namespace 'Namespace (default: the config file''s, else the context''s)'
            cand --color 'When to colour'
            cand --verbose 'Say more on standard error (-vv: requests too)'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'neap;serve;delete'= {
            cand -v 'The version that was given with `--version`: the service is called NAME-VERSION'
            cand --version 'The version that was given with `--version`: the service is called NAME-VERSION'
            cand --dry-run 'Show what would go, and delete nothing'
            cand --wait 'Wait until the services and their pods are gone, at most this long'
            cand --kubeconfig 'Path of the kubeconfig file'
            cand --context 'Context of the kubeconfig file'
            cand --request-timeout 'Longest wait for one answer of the API server'
            cand -n 'Namespace (default: the config file''s, else the context''s)'
            cand --namespace 'Namespace (default: the config file''s, else the context''s)'
            cand --color 'When to colour'
            cand -y 'Do not ask'
            cand --yes 'Do not ask'
            cand --verbose 'Say more on standard error (-vv: requests too)'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'neap;serve;del'= {
            cand -v 'The version that was given with `--version`: the service is called NAME-VERSION'
            cand --version 'The version that was given with `--version`: the service is called NAME-VERSION'
            cand --dry-run 'Show what would go, and delete nothing'
            cand --wait 'Wait until the services and their pods are gone, at most this long'
            cand --kubeconfig 'Path of the kubeconfig file'
            cand --context 'Context of the kubeconfig file'
            cand --request-timeout 'Longest wait for one answer of the API server'
            cand -n 'Namespace (default: the config file''s, else the context''s)'
            cand --namespace 'Namespace (default: the config file''s, else the context''s)'
            cand --color 'When to colour'
            cand -y 'Do not ask'
            cand --yes 'Do not ask'
            cand --verbose 'Say more on standard error (-vv: requests too)'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'neap;bench'= {
            cand --color 'When to colour'
            cand --verbose 'Say more on standard error (-vv: requests too)'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'neap;status'= {
            cand --kubeconfig 'Path of the kubeconfig file'
            cand --context 'Context of the kubeconfig file'
            cand --request-timeout 'Longest wait for one answer of the API server'
            cand -n 'Namespace (default: the config file''s, else the context''s)'
            cand --namespace 'Namespace (default: the config file''s, else the context''s)'
            cand --color 'When to colour'
            cand --verbose 'Say more on standard error (-vv: requests too)'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'neap;completions'= {
            cand --color 'When to colour'
            cand --static 'A script that knows the flags only and never calls neap, as packages install it'
            cand --verbose 'Say more on standard error (-vv: requests too)'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'neap;man'= {
            cand --color 'When to colour'
            cand --verbose 'Say more on standard error (-vv: requests too)'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
    ]
    $completions[$command]
}
